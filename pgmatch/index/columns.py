"""Which column is meant, and what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import DataError

from pgmatch.errors import PgmatchError
from pgmatch.index.models import Column
from pgmatch.lines.line import DEFAULT
from pgmatch.record import record_state

_EXTENSION = """
    select quote_ident(n.nspname)
    from pg_extension as e inner join pg_namespace as n on n.oid = e.extnamespace
    where e.extname = 'vector'
"""
# where pgmatch's own install creates it
_PLACE = "select case when to_regnamespace('extensions') is null then 'public' else 'extensions' end"
# Only somebody who may read the record is told of it.
_SEARCHED = """
    select s.target::oid as table_id, s.embedding, s.metric, s.line, s.line = :line as is_default
    from pgmatch.search as s
    inner join pg_attribute as a on a.attrelid = s.target and a.attname = s.embedding and not a.attisdropped
    order by is_default desc nulls last, s.target::oid, s.embedding
"""
_TABLE = """
    select to_regclass(string_agg(quote_ident(p.part), '.' order by p.number))::oid
    from unnest(cast(:parts as text[])) with ordinality as p (part, number)
"""
_COLUMN = """
    select c.oid as table_id, a.attnum as number, c.relkind, c.relname as table_name,
      format('%I.%I', n.nspname, c.relname) as table, a.attname as bare_name,
      quote_ident(a.attname) as name, nullif(a.atttypmod, -1) as dimensions,
      format_type(a.atttypid, a.atttypmod) as full_type,
      case when t.typnamespace = e.extnamespace then t.typname end as type
    from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace
    cross join pg_extension as e
    left join pg_attribute as a
      on a.attrelid = c.oid and a.attname = :column and a.attnum > 0 and not a.attisdropped
    left join pg_type as t on t.oid = a.atttypid
    where c.oid = :table and e.extname = 'vector'
"""
_VECTOR_COLUMNS = """
    select format('%I.%I.%I', n.nspname, c.relname, a.attname)
    from pg_attribute as a
    inner join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'm') and not a.attisdropped
    inner join pg_namespace as n on n.oid = c.relnamespace
    inner join pg_type as t on t.oid = a.atttypid and t.typname in ('vector', 'halfvec')
    inner join pg_extension as e on e.extnamespace = t.typnamespace and e.extname = 'vector'
    order by 1
    limit 10
"""
_NONE = {
    "missing": ("pgmatch is not installed in this database", ""),
    "hidden": ("this role may not read which columns pgmatch searches", "Connect as the owner. "),
    "readable": ("no column of this database is declared to be searched", ""),
}
_OTHER_KINDS = {
    "p": "a partitioned table, which cannot be indexed concurrently",
    "v": "a view",
    "f": "a foreign table",
    "t": "a TOAST table",
}


def create_extension(connection: Connection) -> str:
    """Return the statement that creates the vector extension where an install of pgmatch would."""
    return f"create extension vector with schema {connection.scalar(text(_PLACE))};"


def find_column(connection: Connection, name: str | None = None) -> Column:
    """Return a column by its name, `schema.table.column` or `table.column`, written as in SQL.

    Without a name it is the one that pgmatch searches, of several that of the default line. Raises
    `PgmatchError` when there is no such column, and when it holds no vectors that the index tools know.
    """
    extension = connection.scalar(text(_EXTENSION))
    if extension is None:
        raise PgmatchError(
            "the extension vector is not in this database",
            f"Its owner runs: {create_extension(connection)}",
        )
    searched = _searched(connection)
    if name is not None:
        table_id, column_name = _parsed(connection, name)
    elif searched and (searched[0].is_default or len(searched) == 1):
        table_id, column_name = searched[0].table_id, searched[0].embedding
    elif searched:
        raise PgmatchError(
            f"pgmatch searches {len(searched)} columns in this database", _named_columns(connection)
        )
    else:
        message, todo = _NONE[record_state(connection)]
        raise PgmatchError(message, todo + _named_columns(connection))
    recorded = next(
        (each for each in searched if (each.table_id, each.embedding) == (table_id, column_name)), None
    )
    return _column(connection, table_id, column_name, str(extension), recorded, _OTHER_KINDS)


def searched_columns(connection: Connection, most: int | None = None) -> list[Column]:
    """Return the columns that pgmatch searches, the default one first; none if the record is hidden.

    Those of partitioned tables are among them, although the index tools do not work on these. There may be
    thousands: `most` is how many to return.
    """
    extension = connection.scalar(text(_EXTENSION))
    return [
        _column(connection, each.table_id, each.embedding, str(extension), each, {})
        for each in _searched(connection)[:most]
    ]


def default_table(connection: Connection) -> int | None:
    """Return the oid of the table that is meant where nobody names one, None if there is no such record."""
    return next((each.table_id for each in _searched(connection) if each.is_default), None)


def _searched(connection: Connection) -> Sequence[Row[Any]]:
    if record_state(connection) != "readable":
        return []
    return connection.execute(text(_SEARCHED), {"line": DEFAULT}).all()


def name_parts(connection: Connection, name: str) -> list[str]:
    """Return the parts of a name that is written as in SQL, none if it is no name at all."""
    try:
        return list(connection.scalar(text("select parse_ident(:name)"), {"name": name}) or ())
    except DataError:
        return []


def find_relation(connection: Connection, name: str) -> int | None:
    """Return the oid of a relation by its name, written as in SQL, with or without its schema."""
    parts = name_parts(connection, name)
    return _relation(connection, parts) if len(parts) in (1, 2) else None


def _named_columns(connection: Connection) -> str:
    names = connection.scalars(text(_VECTOR_COLUMNS)).all()
    if not names:
        return "Name a vector column as schema.table.column. This database has none."
    return f"Name a vector column: {', '.join(names)}."


def _parsed(connection: Connection, name: str) -> tuple[int, str]:
    parts = name_parts(connection, name)
    if len(parts) not in (2, 3):
        raise PgmatchError(
            f"{name!r} does not name a column",
            'Write it as schema.table.column, quoted as in SQL: shop."Items".embedding.',
        )
    *table, column_name = parts
    table_id = _relation(connection, table)
    if table_id is None:
        raise PgmatchError(f"there is no table {'.'.join(table)}", _named_columns(connection))
    return table_id, column_name


def _relation(connection: Connection, parts: Sequence[str]) -> int | None:
    found: int | None = connection.scalar(text(_TABLE), {"parts": list(parts)})
    return found


def _column(
    connection: Connection,
    table_id: int,
    column_name: str,
    extension: str,
    recorded: Row[Any] | None,
    refused: Mapping[str, str],
) -> Column:
    row = connection.execute(text(_COLUMN), {"table": table_id, "column": column_name}).one()
    if row.name is None:
        raise PgmatchError(f"table {row.table} has no column {column_name}", _named_columns(connection))
    if row.relkind in refused:
        raise PgmatchError(
            f"{row.table} is {refused[row.relkind]}",
            "Name a table or materialised view. Index each partition of a partitioned table by itself.",
        )
    if row.type not in ("vector", "halfvec"):
        raise PgmatchError(
            f"the type of column {row.name} of {row.table} is {row.full_type}",
            "The index tools work on columns of the types vector and halfvec.",
        )
    return Column(
        table_id=row.table_id,
        number=row.number,
        table=row.table,
        table_name=row.table_name,
        bare_name=row.bare_name,
        name=row.name,
        type=row.type,
        dimensions=row.dimensions,
        extension=extension,
        is_default=recorded is not None and bool(recorded.is_default),
        metric=None if recorded is None else recorded.metric,
        line=None if recorded is None else recorded.line,
    )
