"""Tables that a guide's SQL made before pgmatch: what an install would do to them, and who embedded them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import TextClause, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from pgmatch.errors import PgmatchError
from pgmatch.lines import DEFAULT, LINES, command
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


def plan(connection: Connection, found: Mapping[str, Found], line: str = DEFAULT) -> list[Finding]:
    """Return what an install of a line would do to the tables and functions that are there.

    Nothing is changed: the queries run in a read-only transaction of their own, which is rolled back. An
    empty list means that there is nothing of ours in the way, nor to adopt.
    """
    with _read_only(connection):
        for name, value in RunOptions.of(found, concurrently=True).settings.items():
            connection.execute(
                text("select set_config(:name, :value, true)"), {"name": f"pgmatch.{name}", "value": value}
            )
        connection.execute(_query(f"{DEFAULT}/recover", line))
        queries = [_query(f"{DEFAULT}/{query}", line) for query in QUERIES]
        if line != DEFAULT:
            queries += [_query(f"{line}/{path.stem}") for path in _prepare(line)]
        findings = [Finding(*row) for query in queries for row in connection.execute(query)]
        return [*_extension_findings(connection), *findings] if findings else []


def record_model(connection: Connection, model: str, line: str = DEFAULT) -> None:
    """Record which model made the embeddings that are already there; raise when another one is recorded."""
    connection.execute(text("select pgmatch.set_model(:model, :line)"), {"model": model, "line": line})
    connection.commit()


def _query(name: str, line: str = DEFAULT) -> TextClause:
    sql = (sql_root() / "prepare" / f"{name}.sql").read_text(encoding="utf-8")
    return text(escape_colons(LINES[line].names(sql)))


def _prepare(line: str) -> list[Path]:
    return sorted((sql_root() / "prepare" / line).glob("adopt_*.sql"))


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
def _read_only(connection: Connection) -> Iterator[None]:
    try:
        connection.execute(text("set transaction read only"))
        yield
    finally:
        connection.rollback()
