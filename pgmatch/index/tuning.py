"""What pgmatch keeps about an index, and the functions that it has made for one."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.index.models import Column, Index

_IS_KEPT = """
    select coalesce(has_table_privilege(c.oid, 'delete'), false)
    from pg_class as c
    where c.relname = 'index_tuning' and c.relnamespace = to_regnamespace('pgmatch')
"""
_FORGET = "delete from pgmatch.index_tuning as t where t.index = :index"
_MAY_REFRESH = """
    select has_schema_privilege(p.pronamespace, 'usage') and has_function_privilege(p.oid, 'execute')
    from pg_proc as p
    where p.proname = 'refresh_searches' and p.pronamespace = to_regnamespace('pgmatch')
"""
_REFRESH = "select pgmatch.refresh_searches(cast(:table as oid)::regclass)"


def refresh_searches(connection: Connection, column: Column) -> None:
    """Make the match functions of a table anew, for the indexes that it has now."""
    if column.is_searched and connection.scalar(text(_MAY_REFRESH)):
        connection.execute(text(_REFRESH), {"table": column.table_id})


def forget_tuning(connection: Connection, index: Index) -> bool:
    """Forget what was tuned for an index; return whether there was something."""
    if not connection.scalar(text(_IS_KEPT)):
        return False
    return connection.execute(text(_FORGET), {"index": index.name}).rowcount > 0
