-- granted: what roles have been granted on objects, in the notation of pgmatch.member: 'select, update (model)'.
--
-- objects  oids of tables, sequences, functions and schemas
-- kind     'table', 'sequence', 'function' or 'schema'; objects of two kinds can have the same oid
-- role     'public' or the name of a role; only direct grants count
--
-- No row for a role that has none. Columns are in the order of the table.
create or replace function pgmatch.granted(objects oid[])
returns table (kind text, object oid, role name, privileges text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    g.kind,
    g.object,
    coalesce(r.rolname, 'public'),
    string_agg(
      lower(g.privilege_type) || coalesce(' (' || g.columns || ')', '')
        || case when g.is_grantable then ' with grant option' else '' end,
      ', '
      order by
        array_position(array['SELECT', 'INSERT', 'UPDATE', 'DELETE'], g.privilege_type), g.privilege_type, g.columns
    )
  from (
    select
      o.kind,
      o.object,
      a.grantee,
      a.privilege_type,
      a.is_grantable,
      string_agg(quote_ident(o.column_name), ', ' order by o.place) as columns
    from (
      select
        case c.relkind when 'S' then 'sequence' else 'table' end as kind,
        c.oid as object,
        null::name as column_name,
        null::smallint as place,
        coalesce(c.relacl, acldefault('r', c.relowner)) as acl
      from pg_class as c
      where c.oid = any(objects)
      union all
      select 'table', t.attrelid, t.attname, t.attnum, t.attacl
      from pg_attribute as t
      where t.attrelid = any(objects) and t.attacl is not null and not t.attisdropped
      union all
      select 'function', p.oid, null, null, coalesce(p.proacl, acldefault('f', p.proowner))
      from pg_proc as p
      where p.oid = any(objects)
      union all
      select 'schema', n.oid, null, null, coalesce(n.nspacl, acldefault('n', n.nspowner))
      from pg_namespace as n
      where n.oid = any(objects)
    ) as o
    cross join lateral aclexplode(o.acl) as a
    group by o.kind, o.object, a.grantee, a.privilege_type, a.is_grantable, o.column_name is null
  ) as g
  left join pg_roles as r on r.oid = g.grantee
  where g.grantee = 0 or r.oid is not null
  group by g.kind, g.object, r.rolname
$$;

comment on function pgmatch.granted is
  'What roles have been granted on objects, as pgmatch.member writes it.';

revoke all on function pgmatch.granted from public;
