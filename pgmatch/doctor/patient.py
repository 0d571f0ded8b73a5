"""What has to be known of a database before it can be looked at."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import URL, Connection

from pgmatch.doctor.models import Line, Patient, Progress, Server

_SERVER = """
    select quote_ident(current_database()) as database, quote_ident(current_user) as role,
      current_setting('server_version') as version,
      (
        select quote_ident(n.nspname)
        from pg_extension as e inner join pg_namespace as n on n.oid = e.extnamespace
        where e.extname = 'vector'
      ) as extension,
      (select e.extversion from pg_extension as e where e.extname = 'vector') as extension_version
"""
# to_regclass would raise for a schema that the role may not use
_RECORD = """
    select pg_has_role(c.relowner, 'usage') as is_owner,
      has_schema_privilege(c.relnamespace, 'usage') and has_table_privilege(c.oid, 'select') as is_readable
    from pg_class as c
    where c.relname = 'install' and c.relkind = 'r'
      and c.relnamespace = (select n.oid from pg_namespace as n where n.nspname = 'pgmatch')
"""
_LINES = """
    select i.line as name, quote_ident(i.schema_name) as schema, i.schema_name, i.revision, i.access
    from pgmatch.install as i
    order by i.line
"""
# an older install reads all tables
_HAS_UNREAD = """
    select exists (
      select from pg_proc as p
      inner join pg_namespace as n on n.oid = p.pronamespace and n.nspname = 'pgmatch'
      where p.proname = 'unread_table'
    )
"""
_UNREAD = """
    select w.target::oid, w.line
    from pgmatch.watched_tables() as w
    cross join lateral pgmatch.unread_table(w.target)
"""


def examine(
    connection: Connection, url: URL, *, sample: int, floor: float, progress: Progress | None
) -> Patient:
    """Return what the checks are told; `url` is how the database was reached."""
    server = Server(**connection.execute(text(_SERVER)).one()._mapping)
    record = connection.execute(text(_RECORD)).one_or_none()
    lines: tuple[Line, ...] = ()
    if record is not None and record.is_readable:
        lines = tuple(Line(**row._mapping) for row in connection.execute(text(_LINES)))
    is_owner = record is not None and record.is_owner
    knows_unread = is_owner and connection.scalar(text(_HAS_UNREAD))
    return Patient(
        connection=connection,
        url=url,
        server=server,
        has_record=record is not None,
        lines=lines,
        is_owner=is_owner,
        sample=sample,
        floor=floor,
        unread={row.target: row.line for row in connection.execute(text(_UNREAD))} if knows_unread else {},
        progress=progress,
    )
