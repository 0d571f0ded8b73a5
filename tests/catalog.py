"""What a database holds, as text: the snapshot that up / down / up, offline and golden files are compared by."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg2.extensions

SCHEMAS = "n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_t%'"
NOT_OF_AN_EXTENSION = "not exists (select from pg_depend as d where d.objid = {oid} and d.deptype = 'e')"

QUERIES = {
    "schema": f"""
        select n.nspname, '' from pg_namespace as n where {SCHEMAS}
    """,
    "extension": """
        select e.extname, e.extnamespace::regnamespace::text from pg_extension as e
    """,
    "table": f"""
        select format('%I.%I', n.nspname, c.relname),
          concat_ws(' ', c.relkind, case when c.relrowsecurity then 'rls' end,
            case when c.relforcerowsecurity then 'forced' end, c.reloptions::text)
        from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
        where {SCHEMAS} and c.relkind in ('r', 'p', 'v', 'm', 'S') and {NOT_OF_AN_EXTENSION.format(oid="c.oid")}
    """,
    "column": f"""
        select format('%I.%I.%I', n.nspname, c.relname, a.attname),
          concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
            'storage ' || a.attstorage::text, pg_get_expr(d.adbin, d.adrelid))
        from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
        where {SCHEMAS} and c.relkind = 'r'
    """,
    "constraint": f"""
        select format('%I.%I %I', n.nspname, c.relname, k.conname), pg_get_constraintdef(k.oid)
        from pg_constraint as k
        join pg_class as c on c.oid = k.conrelid
        join pg_namespace as n on n.oid = c.relnamespace
        where {SCHEMAS} and k.contype <> 'n'
    """,
    "index": f"""
        select format('%I.%I', n.nspname, c.relname),
          concat_ws(' ', pg_get_indexdef(c.oid), case when not x.indisvalid then 'INVALID' end)
        from pg_index as x
        join pg_class as c on c.oid = x.indexrelid
        join pg_namespace as n on n.oid = c.relnamespace
        where {SCHEMAS}
    """,
    "function": f"""
        select format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
          pg_get_functiondef(p.oid)
        from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
        where {SCHEMAS} and p.prokind = 'f' and {NOT_OF_AN_EXTENSION.format(oid="p.oid")}
    """,
    "trigger": """
        select format('%s %I', t.tgrelid::regclass, t.tgname), pg_get_triggerdef(t.oid)
        from pg_trigger as t where not t.tgisinternal
    """,
    "policy": """
        select format('%s %I', p.polrelid::regclass, p.polname),
          concat_ws(' ', p.polcmd, p.polpermissive,
            array(select pg_get_userbyid(r) from unnest(p.polroles) as r order by 1)::text,
            pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
        from pg_policy as p
    """,
    "privilege": f"""
        select x.object, concat_ws(' ', coalesce(nullif(a.grantee, 0)::regrole::text, 'public'),
          string_agg(a.privilege_type, ', ' order by a.privilege_type))
        from (
          select 'schema ' || n.nspname as object, n.nspacl as acl from pg_namespace as n where {SCHEMAS}
          union all
          select 'table ' || format('%I.%I', n.nspname, c.relname), c.relacl
          from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
          where {SCHEMAS} and c.relkind in ('r', 'S')
          union all
          select 'column ' || format('%I.%I.%I', n.nspname, c.relname, t.attname), t.attacl
          from pg_attribute as t join pg_class as c on c.oid = t.attrelid
          join pg_namespace as n on n.oid = c.relnamespace
          where {SCHEMAS} and c.relkind = 'r' and t.attacl is not null
          union all
          select 'function ' || p.oid::regprocedure::text, coalesce(p.proacl, acldefault('f', p.proowner))
          from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
          where {SCHEMAS} and {NOT_OF_AN_EXTENSION.format(oid="p.oid")}
        ) as x, aclexplode(x.acl) as a
        where a.grantee <> a.grantor
        group by x.object, a.grantee
    """,
    "comment": f"""
        select pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description
        from (
          select 'pg_class'::regclass, c.oid
          from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
          where {SCHEMAS}
          union all
          select 'pg_proc'::regclass, p.oid
          from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
          where {SCHEMAS} and {NOT_OF_AN_EXTENSION.format(oid="p.oid")}
        ) as x (catalog, object)
        join pg_description as d on d.classoid = x.catalog and d.objoid = x.object
    """,
}


def snapshot(connection: psycopg2.extensions.connection, kinds: Iterable[str] = QUERIES) -> dict[str, str]:
    """Return every object of the database, 'kind name' to definition; no OIDs, no order."""
    found: dict[str, list[str]] = {}
    with connection, connection.cursor() as cursor:
        # names are spelled out in full only while no schema is on the path; workers take longer to start than to help
        cursor.execute("set local search_path = pg_catalog; set local max_parallel_workers_per_gather = 0")
        for kind in kinds:
            cursor.execute(QUERIES[kind])
            for name, definition in cursor.fetchall():
                found.setdefault(f"{kind} {name}", []).append(definition or "")
    return {name: " | ".join(sorted(definitions)) for name, definitions in sorted(found.items())}


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the lines that one snapshot has and the other has not."""
    lines_before, lines_after = set(before.items()), set(after.items())
    gone = [f"- {name}: {definition}" for name, definition in sorted(lines_before - lines_after)]
    new = [f"+ {name}: {definition}" for name, definition in sorted(lines_after - lines_before)]
    return gone + new
