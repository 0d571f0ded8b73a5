"""`pgmatch optimize`: rows that were there before pgmatch, rewritten so that a search reads less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pgmatch.connection import connected

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.settings import Found

_STATE = """
    select
      format('%I.%I', n.nspname, c.relname) as table_name,
      nullif(a.atttypmod, -1) as dimensions,
      a.attstorage = 'p' as is_inline,
      pg_has_role(c.relowner, 'usage') as is_owner,
      pg_get_userbyid(c.relowner) as owner,
      pg_total_relation_size(c.oid) as size,
      coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0) as toast_size
    from pgmatch.search as s
    inner join pg_class as c on c.oid = s.target
    inner join pg_namespace as n on n.oid = c.relnamespace
    inner join pg_attribute as a on a.attrelid = c.oid and a.attname = s.embedding
    where s.line = :line
"""
_CAN_COUNT = "select to_regproc('pg_catalog.pg_column_toast_chunk_id')::text"  # PostgreSQL 17 and later
_COUNT = "select count(*) from {table} as s where pg_column_toast_chunk_id(s.embedding) is not null"
_ESTIMATE = "select least(count(*), :estimate) from {table}"
_BYTES_A_NUMBER = 4


@dataclass(frozen=True)
class Storage:
    """How the sections are stored; sizes in bytes.

    `size` includes indexes and what is out of line, which is `toast_size`. `outside` is how many rows have
    their embedding out of line: counted on PostgreSQL 17 and later, before that estimated from the size.
    """

    table_name: str
    dimensions: int
    is_inline: bool
    is_owner: bool
    owner: str
    size: int
    toast_size: int
    outside: int


def optimize(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
) -> None:
    """Rewrite old rows of adopted tables to store each embedding in its row. Locks the table."""
    from rich.filesize import decimal

    from pgmatch.settings import read_settings

    found = read_settings()
    with connected(found, own_session=True) as connection:
        before = storage(connection)
        if reason := _why_not(before):
            typer.echo(reason)
            return
        _refuse_others(before)
        typer.echo(
            f"{_described(before)}\n"
            "The table is rewritten and all its indexes are rebuilt. Until that is done, nobody can read or\n"
            "write it (access exclusive lock). It needs up to "
            f"{decimal(before.size)} of additional disk space."
        )
        if not yes:
            typer.confirm("Rewrite it now?", abort=True)
        rewrite(connection, before.table_name, found)
        after = storage(connection)
    typer.echo(_described(after))


def storage(connection: Connection) -> Storage:
    """Return how the sections are stored; raise `PgmatchError` where pgmatch is not installed."""
    from sqlalchemy import text

    from pgmatch.adopt import installed_revision
    from pgmatch.errors import PgmatchError
    from pgmatch.lines import DEFAULT

    row = None
    if installed_revision(connection):
        row = connection.execute(text(_STATE), {"line": DEFAULT}).one_or_none()
    if row is None:
        raise PgmatchError(
            "pgmatch is not installed in this database", "Install it first: pgmatch alembic upgrade head"
        )
    outside = _outside(connection, row.table_name, row.toast_size // (_BYTES_A_NUMBER * row.dimensions))
    connection.rollback()
    return Storage(**row._mapping, outside=outside)


def _outside(connection: Connection, table_name: str, estimate: int) -> int:
    from sqlalchemy import text

    can_count = connection.scalar(text(_CAN_COUNT)) is not None
    query = text((_COUNT if can_count else _ESTIMATE).format(table=table_name))
    return connection.scalar(query, {} if can_count else {"estimate": estimate}) or 0


def rewrite(connection: Connection, table_name: str, found: dict[str, Found]) -> None:
    """Write the table and its indexes anew; waits for the lock as long as the setting lock_timeout says."""
    from sqlalchemy import text

    connection.execution_options(isolation_level="AUTOCOMMIT")
    connection.execute(
        text(
            "select set_config('lock_timeout', :timeout, false), set_config('statement_timeout', '0', false)"
        ),
        {"timeout": found["lock_timeout"].value},
    )
    connection.execute(text(f"vacuum (full, analyze) {table_name}"))


def _described(state: Storage) -> str:
    from rich.filesize import decimal

    size, toast_size = decimal(state.size), decimal(state.toast_size)
    return (
        f"{state.table_name}: {size} with its indexes, {toast_size} of it out of line; "
        f"{state.outside} rows have their embedding there."
    )


def _why_not(state: Storage) -> str | None:
    if not state.is_inline:
        return (
            f"Nothing to do: with {state.dimensions} dimensions, a row of {state.table_name} can be longer "
            "than a page, so embeddings are stored out of line."
        )
    if not state.outside:
        return f"Nothing to do: {state.table_name} already stores every embedding in its row."
    return None


def _refuse_others(state: Storage) -> None:
    from pgmatch.errors import PgmatchError

    if not state.is_owner:
        raise PgmatchError(
            f"only the owner can rewrite {state.table_name}", f'Connect as the role "{state.owner}".'
        )
