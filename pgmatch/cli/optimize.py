"""`pgmatch optimize`: rows that were there before pgmatch, rewritten so that a search reads less."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pgmatch.cli.index_options import ColumnName
from pgmatch.connection import connected

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from pgmatch.index import Column
    from pgmatch.settings import Found

_STATE = """
    select
      a.attstorage = 'p' as is_inline,
      pg_has_role(c.relowner, 'usage') as is_owner,
      pg_get_userbyid(c.relowner) as owner,
      pg_total_relation_size(c.oid) as size,
      coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0) as toast_size
    from pg_class as c
    inner join pg_attribute as a on a.attrelid = c.oid
    where c.oid = :table and a.attnum = :number
"""
_CAN_COUNT = "select to_regproc('pg_catalog.pg_column_toast_chunk_id')::text"  # PostgreSQL 17 and later
_COUNT = "select count(*) from {table} as s where pg_column_toast_chunk_id(s.{column}) is not null"
_ESTIMATE = "select least(count(*), :estimate) from {table}"
_BYTES = {"vector": 4, "halfvec": 2}  # a number


@dataclass(frozen=True)
class Storage:
    """How the vectors of a column are stored; sizes in bytes.

    `size` includes indexes and what is out of line, which is `toast_size`. `outside` is how many rows have
    their embedding out of line: counted on PostgreSQL 17 and later, before that estimated from the size.
    """

    column: Column
    is_inline: bool
    is_owner: bool
    owner: str
    size: int
    toast_size: int
    outside: int


def optimize(
    name: ColumnName = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
) -> None:
    """Rewrite old rows of adopted tables to store each embedding in its row. Locks the table."""
    from rich.filesize import decimal

    from pgmatch.index import find_column
    from pgmatch.searches import check_core
    from pgmatch.settings import read_settings

    found = read_settings()
    with connected(found, own_session=True) as connection:
        if name is None:
            check_core(connection)
        before = storage(connection, find_column(connection, name))
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
        rewrite(connection, before.column, found)
        after = storage(connection, before.column)
    typer.echo(_described(after))


def storage(connection: Connection, column: Column) -> Storage:
    """Return how the vectors of a column are stored."""
    from sqlalchemy import text

    given = {"table": column.table_id, "number": column.number}
    row = connection.execute(text(_STATE), given).one()
    outside = _outside(connection, column, row.toast_size)
    connection.rollback()
    return Storage(column, **row._mapping, outside=outside)


def _outside(connection: Connection, column: Column, toast_size: int) -> int:
    from sqlalchemy import text

    from pgmatch.index.sql import about

    if not toast_size:
        return 0  # without a look at every row
    if connection.scalar(text(_CAN_COUNT)) is not None:
        return connection.scalar(about(column, _COUNT)) or 0
    estimate = toast_size // (_BYTES[column.type] * (column.dimensions or 1))
    return connection.scalar(about(column, _ESTIMATE), {"estimate": estimate}) or 0


def rewrite(connection: Connection, column: Column, found: dict[str, Found]) -> None:
    """Write the table and its indexes anew; waits for the lock as long as the setting lock_timeout says."""
    from sqlalchemy import text

    from pgmatch.index.sql import about

    connection.execution_options(isolation_level="AUTOCOMMIT")
    connection.execute(
        text(
            "select set_config('lock_timeout', :timeout, false), set_config('statement_timeout', '0', false)"
        ),
        {"timeout": found["lock_timeout"].value},
    )
    connection.execute(about(column, "vacuum (full, analyze) {table}"))


def _described(state: Storage) -> str:
    from rich.filesize import decimal

    size, toast_size = decimal(state.size), decimal(state.toast_size)
    return (
        f"{state.column.table}: {size} with its indexes, {toast_size} of it out of line; "
        f"{state.outside} rows have their embedding there."
    )


def _why_not(state: Storage) -> str | None:
    column = state.column
    if not state.is_inline and column.is_default:
        return (
            f"Nothing to do: with {column.dimensions} dimensions, a row of {column.table} can be longer than "
            "a page, so embeddings are stored out of line."
        )
    if not state.is_inline:
        return (
            f"Nothing to do: the storage of {column.full_name} is not plain. "
            f"`pgmatch index advise {shlex.quote(column.full_name)}` says whether it should be."
        )
    if not state.outside:
        return f"Nothing to do: {state.column.table} already stores every embedding in its row."
    return None


def _refuse_others(state: Storage) -> None:
    from pgmatch.errors import PgmatchError

    if not state.is_owner:
        raise PgmatchError(
            f"only the owner can rewrite {state.column.table}", f'Connect as the role "{state.owner}".'
        )
