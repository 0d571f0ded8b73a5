"""How many rows a column has to index."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.index.models import Column
from pgmatch.index.sql import about

_WAS_ANALYZED = "select c.reltuples >= 0 from pg_class as c where c.oid = :table"


def count_rows(connection: Connection, column: Column) -> int:
    """Return about how many rows have a vector: the planner's estimate, or a count where it has none yet."""
    if not connection.scalar(text(_WAS_ANALYZED), {"table": column.table_id}):
        return int(connection.scalar(about(column, "select count({column}) from {table}")) or 0)
    estimate = "explain (format json) select from {table} where {column} is not null"
    (explained,) = connection.scalar(about(column, estimate))
    return int(explained["Plan"]["Plan Rows"])
