"""Dropping the indexes of a table before a large load, and building them again after it."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.errors import PgmatchError
from pgmatch.index.build import OnNotice, OnProgress, check_autocommit, run
from pgmatch.index.columns import find_column, find_relation
from pgmatch.index.models import Resources

_SUSPEND = "select * from pgmatch.suspend_indexes(cast(:table as oid)::regclass)"
_CHECK = "select pgmatch.check_suspension(cast(:table as oid)::regclass)"
_SUSPENDED = (
    "select s.name from pgmatch.suspended_index as s where s.target = cast(:table as oid) order by s.name"
)
_REFRESH = "select pgmatch.refresh_searches(cast(:table as oid)::regclass)"


def suspend(connection: Connection, table: str | None = None) -> list[str]:
    """Drop the vector indexes of a table, recording how to build them, and return their names.

    `table` is its name as in SQL, by default the table that pgmatch searches. Raises `PgmatchError` for a
    table that is not there, and `DBAPIError` when Postgres refuses.
    """
    return list(connection.scalars(text(_SUSPEND), {"table": _find_table(connection, table)}))


def resume(
    connection: Connection,
    table: str | None = None,
    resources: Resources | None = None,
    on_progress: OnProgress | None = None,
    on_notice: OnNotice | None = None,
) -> list[str]:
    """Build the indexes that were suspended, and return their names; readers continue, writers wait.

    `connection` is in autocommit mode. If the build fails or is interrupted, they stay suspended.
    """
    check_autocommit(connection)
    given = {"table": _find_table(connection, table)}
    connection.execute(text(_CHECK), given)
    names = list(connection.scalars(text(_SUSPENDED), given))
    if names:
        statement = f"select pgmatch.resume_indexes({given['table']}::regclass)"
        run(connection, statement, resources or Resources(), on_progress, on_notice)
        connection.execute(text(_REFRESH), given)
    return names


def _find_table(connection: Connection, name: str | None) -> int:
    if name is None:
        return find_column(connection).table_id
    table = find_relation(connection, name)
    if table is None:
        raise PgmatchError(f"there is no table {name}", "Write it as schema.table, quoted as in SQL.")
    return table
