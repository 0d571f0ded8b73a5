"""Where pgmatch's record of what it installed is lost, or Alembic's version table.

A copy of the schema without data has both, empty; a restore of the user's schema alone has neither. The
record decides where an upgrade begins. Without it that is the base: the revisions keep what they find, and
rebuild the record from the catalog (`recover.sql`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.lines import LINES, command
from pgmatch.migrate.errors import MigrationError
from pgmatch.migrate.frozen import functions_of, read, recorded

log = logging.getLogger(__name__)

_EXISTS = "select to_regclass(:name) is not null"
_RECORDED = "select i.revision from pgmatch.install as i where i.line = :line"
_STAMPED = "select v.version_num from pgmatch.{line}_version as v"
# its functions outside the schema "pgmatch", which a copy of the users' schema has too
_LEFT = """
    select w.line
    from jsonb_to_recordset(cast(:wanted as jsonb))
      as w (line text, functions text[], mark text, others bigint[])
    where exists (
      select from pg_proc as p
      inner join pg_namespace as n on n.oid = p.pronamespace
      where p.proname = any(w.functions) and p.prosrc like w.mark and n.nspname <> 'pgmatch'
        and p.oid <> all(w.others)
    )
"""
# another line may have a function of the same name
_MEMBERS = """
    select m.line, pgmatch.member_oid(m.line, m.kind, m.name) as id from pgmatch.member as m
    where m.kind = 'function' and m.name not like 'pgmatch.%'
"""
_AGREE = """\
do $agree$
declare
  _recorded text;
  _stamped text;
begin
  if to_regclass('pgmatch.install') is not null then
    execute 'select i.revision from pgmatch.install as i where i.line = ''{line}''' into _recorded;
  end if;
  if to_regclass('pgmatch.{line}_version') is not null then
    execute 'select v.version_num from pgmatch.{line}_version as v' into _stamped;
  end if;
  if _recorded is null and _stamped is not null then
    execute 'delete from pgmatch.{line}_version';
  elsif _recorded is not null and _stamped is null then
    create table if not exists pgmatch.{line}_version (
      version_num varchar(32) not null, constraint {line}_version_pkc primary key (version_num)
    );
    execute format('insert into pgmatch.{line}_version (version_num) values (%L)', _recorded);
  end if;
end;
$agree$;
"""


@dataclass(frozen=True)
class State:
    """The revision of a line in the record and in Alembic's table; whether an install left objects."""

    recorded: str | None
    stamped: str | None
    has_objects: bool

    @property
    def is_lost(self) -> bool:
        """Whether something is there that the record does not have."""
        return self.recorded is None and (self.has_objects or self.stamped is not None)


def state(connection: Connection, line: str) -> State:
    """Return what the database says of a line."""
    recorded = stamped = None
    if _has_record(connection):
        recorded = connection.scalar(text(_RECORDED), {"line": line})
    if connection.scalar(text(_EXISTS), {"name": f"pgmatch.{line}_version"}):
        stamped = connection.scalar(text(_STAMPED.format(line=line)))
    return State(recorded, stamped, line in with_objects(connection, [line]))


def with_objects(connection: Connection, lines: Iterable[str]) -> set[str]:
    """Return those lines of which an install left objects."""
    members = connection.execute(text(_MEMBERS)).all() if _has_record(connection) else ()
    found = [(member.line, member.id) for member in members if member.id is not None]
    wanted = [
        {
            "line": line,
            "functions": functions_of(line),
            "mark": _mark(line),
            "others": [function for of, function in found if of != line],
        }
        for line in lines
    ]
    return set(connection.scalars(text(_LEFT), {"wanted": json.dumps(wanted)}))


def _has_record(connection: Connection) -> bool:
    return bool(connection.scalar(text(_EXISTS), {"name": "pgmatch.install"}))


@lru_cache
def _mark(line: str) -> str:
    """Return what the text of a line's function has, for `like`: another line may have its name too."""
    made = LINES[line].like or line  # whose files make its functions
    texts = (read(name) for name in recorded() if f"/functions/{made}/" in name)
    return f"%pgmatch.{line}\\_%" if any(f"pgmatch.{made}_" in each for each in texts) else "%pgmatch.%"


def agreement(line: str) -> str:
    """Return the statement that brings Alembic's table to what the record says."""
    return _AGREE.format(line=line)


def agree(connection: Connection, line: str) -> None:
    """Let an upgrade begin at what the record says, and say so where it would not have."""
    found = state(connection, line)
    if found.is_lost and found.has_objects:
        log.warning(
            "pgmatch's record of the line %s is missing, but its objects are here: they are installed again"
            " in place. Schema, dimensions, metric and access are read from the catalog; the model is not"
            " known.",
            line,
        )
    elif found.is_lost:
        log.warning(
            "pgmatch.%s_version says %s, but the line %s is not installed: it is installed from its first"
            " revision.",
            line,
            found.stamped,
            line,
        )
    elif found.recorded is not None and found.stamped is None:
        log.warning("pgmatch.%s_version is empty; the record says %s.", line, found.recorded)
    connection.exec_driver_sql(agreement(line), execution_options={"no_parameters": True})


def refuse_lost(connection: Connection, line: str) -> None:
    """Raise `MigrationError` before a downgrade of what the record does not have."""
    if state(connection, line).is_lost:
        raise MigrationError(
            f"pgmatch's record of the line {line} is missing, so a downgrade does not know what to remove",
            f"Make it anew first: {command(line, 'upgrade head')}",
            "55000",
        )
