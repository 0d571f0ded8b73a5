"""What pgmatch keeps about an index."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.index.models import Index

_IS_KEPT = """
    select coalesce(has_table_privilege(c.oid, 'delete'), false)
    from pg_class as c
    where c.relname = 'index_tuning' and c.relnamespace = to_regnamespace('pgmatch')
"""
_FORGET = "delete from pgmatch.index_tuning as t where t.index = :index"


def forget_tuning(connection: Connection, index: Index) -> bool:
    """Forget what was tuned for an index; return whether there was something."""
    if not connection.scalar(text(_IS_KEPT)):
        return False
    return connection.execute(text(_FORGET), {"index": index.name}).rowcount > 0
