"""Whether pgmatch is in a database, and whether the role that asks may read its record."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import text
from sqlalchemy.engine import Connection

State = Literal["missing", "hidden", "readable"]

# to_regclass would raise for a schema that the role may not use
_RECORD = """
    select
      has_schema_privilege(c.relnamespace, 'usage') and has_table_privilege(c.oid, 'select') as is_readable,
      row_security_active(c.oid) as has_policies
    from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace and n.nspname = 'pgmatch'
    where c.relname = 'install' and c.relkind = 'r'
"""
# the core has a row from its first revision on
_HAS_ROWS = "select exists (select 1 from pgmatch.install)"


def record_state(connection: Connection) -> State:
    """Return whether there is a record of an install, and whether it shows to the role that asks."""
    record = connection.execute(text(_RECORD)).one_or_none()
    if record is None:
        return "missing"
    if record.is_readable and connection.scalar(text(_HAS_ROWS)):
        return "readable"
    return "missing" if record.is_readable and not record.has_policies else "hidden"
