"""Who may do what in effect: role x object x privilege, whatever grant it comes from."""

from __future__ import annotations

from contextlib import closing

from pgmatch.migrate import upgrade
from tests.servers import Database

ROLES = ("public", "anon", "authenticated", "service_role", "pgmatch_user", "owner")
LINES = ("nods", "nods_text", "collections", "documents", "video", "predictions", "captions", "queue")

# the catalog's functions tell what a role may do through PUBLIC, through other roles, and as the owner
MATRIX = """
    with object as (
      select 'schema' as kind, n.oid, n.nspname as name from pg_namespace as n
      where n.nspname in ('public', 'extensions', 'pgmatch', 'collections', 'vecs')
      union all
      select case c.relkind when 'S' then 'sequence' else 'table' end, c.oid, format('%%s.%%s', n.nspname, c.relname)
      from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname in ('public', 'pgmatch', 'collections', 'vecs') and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      union all
      select 'function', p.oid, format('%%s.%%s(%%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
      from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
      where n.nspname in ('public', 'pgmatch', 'collections')
        and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
    ),
    wanted (kind, privilege, place) as (
      select * from unnest(
        '{schema, schema, table, table, table, table, table, table, table, table,
          sequence, sequence, sequence, function}'::text[],
        '{USAGE, CREATE, SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN,
          USAGE, SELECT, UPDATE, EXECUTE}'::text[]
      ) with ordinality
    ),
    held as (
      select o.kind, o.name, r.role, r.place as role_place, w.place, w.privilege || coalesce(c.columns, '') as privilege
      from object as o
      join wanted as w on w.kind = o.kind
      cross join unnest(%s) with ordinality as r (role, place)
      cross join lateral (
        select case o.kind
          when 'schema' then has_schema_privilege(r.role, o.oid, w.privilege)
          when 'table' then has_table_privilege(r.role, o.oid, w.privilege)
          when 'sequence' then has_sequence_privilege(r.role, o.oid, w.privilege)
          else has_function_privilege(r.role, o.oid, w.privilege)
        end as whole
      ) as h
      left join lateral (
        select ' (' || string_agg(a.attname, ', ' order by a.attnum) || ')' as columns
        from pg_attribute as a
        where o.kind = 'table' and not h.whole and w.privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
          and a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped
          and has_column_privilege(r.role, o.oid, a.attnum, w.privilege)
      ) as c on true
      where h.whole or c.columns is not null
    )
    select o.kind || ' ' || o.name, r.role, coalesce(
      (
        select string_agg(h.privilege, ', ' order by h.place)
        from held as h where (h.kind, h.name, h.role) = (o.kind, o.name, r.role)
      ),
      '-'
    )
    from object as o cross join unnest(%s) with ordinality as r (role, place)
    order by o.kind, o.name collate "C", r.place
"""


def install(database: Database, access: str) -> None:
    """Install every line as a role that is no superuser; the API's role for direct connections is there."""
    if not database.rows("select from pg_roles where rolname = 'pgmatch_user'"):
        database.execute("create role pgmatch_user nologin")
    for line in LINES:
        upgrade(
            database.server.url(database.name, "owner"),
            line,
            **({} if line == "nods_text" else {"access": access}),
        )
    database.execute("set role owner; select collections.create_collection('docs', 3)")


def matrix_text(database: Database, first: str = "") -> str:
    """Return one block an object: its name, then a line for each role with all that it may do.

    A statement to be run `first` is rolled back afterwards.
    """
    with closing(database.connect()) as connection, connection.cursor() as cursor:
        if first:
            cursor.execute(first)
        cursor.execute(MATRIX, (list(ROLES), list(ROLES)))
        rows = cursor.fetchall()
    lines = []
    for name, role, privileges in rows:
        if role == ROLES[0]:
            lines.append(name)
        lines.append(f"  {role}: {privileges}")
    return "\n".join(lines) + "\n"
