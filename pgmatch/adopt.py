"""Tables that a guide's SQL made before pgmatch: what an install would do to them, and who embedded them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import TextClause, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from pgmatch.alembic import upgrade
from pgmatch.errors import PgmatchError
from pgmatch.lines import CORE, DEFAULT, LINES, command
from pgmatch.migrate.errors import migration_error
from pgmatch.migrate.install import sql_root
from pgmatch.migrate.ops import escape_colons
from pgmatch.migrate.options import RunOptions
from pgmatch.record import record_state
from pgmatch.settings import Found

Level = Literal["stop", "change", "keep"]

QUERIES = (
    "adopt_tables",
    "adopt_columns",
    "adopt_storage",
    "adopt_constraints",
    "adopt_rows",
    "adopt_functions",
    "adopt_changes",
    "adopt_rights",
)

# what a table's file begins with
_ADOPTION = re.compile(r"^select pgmatch\.adopt_table\(.*?^\);$", re.DOTALL | re.MULTILINE)
# what else it makes in the schema of the line; functions of pgmatch are in a schema of their own
_FUNCTION = re.compile(r"^create or replace function (\w+)\(", re.MULTILINE)
_INDEX = re.compile(r"^create index if not exists (\w+) on ", re.MULTILINE)
_TABLE = re.compile(r"^create table if not exists (\w+) ", re.MULTILINE)
_ADD_TABLE = "insert into pgmatch.member (line, kind, name, adopted) values (:line, 'table', :name, true)"
_CHECK_FUNCTIONS = "select pgmatch.check_functions(:line, :names)"
_CHECK_INDEX = """
    select pgmatch.check_index(:line, :name) where pgmatch.member_oid(:line, 'index', :name) is not null
"""
_REVISION = "select i.revision from pgmatch.install as i where i.line = :line"
_EXTENSION = "select e.extname from pg_extension as e where e.extname = 'vector'"


@dataclass(frozen=True)
class Finding:
    """What an install does to one object.

    `level` is "stop" when the install refuses, "change", or "keep". `lock` is what it locks meanwhile;
    `remedy` is what the user can do, for "stop" what has to be done first.
    """

    level: Level
    object: str
    finding: str
    lock: str | None
    remedy: str | None


def installed_revision(connection: Connection, line: str = DEFAULT) -> str | None:
    """Return the revision of a line in this database, None where it is not installed."""
    if connection.scalar(text("select to_regclass('pgmatch.install')::text")) is None:
        return None
    revision: str | None = connection.scalar(text(_REVISION), {"line": line})
    return revision


def check_installed(connection: Connection, line: str = DEFAULT) -> None:
    """Raise `PgmatchError` where a line is not installed."""
    if installed_revision(connection, line) is None:
        has_core = record_state(connection) == "readable"
        raise PgmatchError(
            f"the line {line} is not installed in this database"
            + (", only the core" if line == DEFAULT else "")
            if has_core
            else "pgmatch is not installed in this database",
            f"Install it first: {command(line, 'upgrade head')}",
        )


def check_adopts(line: str) -> None:
    """Raise `PgmatchError` for a line that adopts no tables."""
    adopting = [name for name in LINES if _has_pages(name) or _adoptions(name)]
    if line not in adopting:
        raise PgmatchError(f"the line {line!r} adopts no tables", f"Use one of: {', '.join(adopting)}.")


def plan(connection: Connection, found: Mapping[str, Found], line: str = DEFAULT) -> list[Finding]:
    """Return what an install of a line would do to the tables and functions that are there.

    Nothing is changed: the queries run in a transaction of their own, which is rolled back. An empty list
    means that there is nothing of ours in the way, nor to adopt.
    """
    has_pages = _has_pages(line)
    with _read_only(connection) if has_pages else _with_core(connection):
        for name, value in RunOptions.of(found, concurrently=True).settings.items():
            connection.execute(
                text("select set_config(:name, :value, true)"), {"name": f"pgmatch.{name}", "value": value}
            )
        queries = _of_pages(connection, line) if has_pages else _of_tables(connection, line)
        findings = [Finding(*row) for query in queries for row in connection.execute(query)]
        findings += [] if has_pages else _taken_names(connection, line)
        return [*_extension_findings(connection), *findings] if findings else []


def record_model(connection: Connection, model: str, line: str = DEFAULT) -> None:
    """Record which model made the embeddings that are already there; raise when another one is recorded."""
    connection.execute(text("select pgmatch.set_model(:model, :line)"), {"model": model, "line": line})
    connection.commit()


def _of_pages(connection: Connection, line: str) -> list[TextClause]:
    """Return the queries for nods, and for a line that is like it."""
    connection.execute(_query(f"{DEFAULT}/recover", line))
    own = [_query(f"{line}/{path.stem}") for path in _prepare(line)] if line != DEFAULT else []
    return [*(_query(f"{DEFAULT}/{query}", line) for query in QUERIES), *own]


def _of_tables(connection: Connection, line: str) -> list[TextClause]:
    """Return the queries for a line whose tables' files say themselves what they adopt."""
    connection.execute(text("select pgmatch.add_line(:line)"), {"line": line})
    connection.execute(_query("adoption"))
    calls = [
        call.replace("select pgmatch.adopt_table", "select * from pg_temp.adoption")
        for call in _adoptions(line)
    ]
    own = [_query(f"{line}/{path.stem}") for path in _prepare(line)]
    return [*(text(escape_colons(call)) for call in calls), *own]


def _taken_names(connection: Connection, line: str) -> list[Finding]:
    """Return what an upgrade would refuse because something of the user's has a name of the line's."""
    texts = [
        path.read_text(encoding="utf-8")
        for folder in ("tables", "indexes", "functions")
        for path in sorted((sql_root() / folder / line).rglob("*.sql"))
    ]
    found = []
    # a line that looks at its functions itself replaces some
    functions = [] if _prepare(line) else [name for sql in texts for name in _FUNCTION.findall(sql)]
    found += _refused(connection, line, _CHECK_FUNCTIONS, names=functions)
    for table in (name for sql in texts for name in _TABLE.findall(sql)):
        connection.execute(text(_ADD_TABLE), {"line": line, "name": table})
    for index in (name for sql in texts for name in _INDEX.findall(sql)):
        found += _refused(connection, line, _CHECK_INDEX, name=index)
    return found


def _refused(connection: Connection, line: str, statement: str, **values: object) -> list[Finding]:
    try:
        with connection.begin_nested():
            connection.execute(text(statement), {"line": line, **values})
    except DBAPIError as error:
        refusal = migration_error(error)
        return [Finding("stop", f"{line}:", refusal.message, None, refusal.hint)]
    return []


def _has_pages(line: str) -> bool:
    return DEFAULT in (line, LINES[line].like)


def _adoptions(line: str) -> list[str]:
    """Return the calls of `pgmatch.adopt_table` in the files of a line's tables."""
    files = sorted((sql_root() / "tables" / line).glob("*.sql"))
    return [call for file in files for call in _ADOPTION.findall(file.read_text(encoding="utf-8"))]


def _query(name: str, line: str = DEFAULT) -> TextClause:
    sql = (sql_root() / "prepare" / f"{name}.sql").read_text(encoding="utf-8")
    return text(escape_colons(LINES[line].names(sql)))


def _prepare(line: str) -> list[Path]:
    return sorted((sql_root() / "prepare" / line).glob("adopt*.sql"))


def _extension_findings(connection: Connection) -> list[Finding]:
    """Return what an install would say about the vector extension, if that is there."""
    if connection.scalar(text(_EXTENSION)) is None:
        return []
    try:
        connection.execute(_query("extension"))
    except DBAPIError as error:
        refusal = migration_error(error)
        return [Finding("stop", "extension vector", refusal.message, None, refusal.hint)]
    return []


@contextmanager
def _with_core(connection: Connection) -> Iterator[None]:
    """Have the core for the length of the block."""
    try:
        with Operations.context(MigrationContext.configure(connection)) as op:
            upgrade(op, CORE.name)
        yield
    finally:
        connection.rollback()


@contextmanager
def _read_only(connection: Connection) -> Iterator[None]:
    try:
        connection.execute(text("set transaction read only"))
        yield
    finally:
        connection.rollback()
