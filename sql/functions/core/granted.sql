-- granted: what a role has been granted on an object, in the notation of pgmatch.member: 'select, update (model)'.
--
-- kind    'table', 'sequence', 'function' or 'schema'
-- object  its oid
-- role    'public' or the name of a role; only direct grants count
--
-- Null for none. Columns are in the order of the table.
create or replace function pgmatch.granted(kind text, object oid, role name)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    string_agg(
      lower(g.privilege_type) || coalesce(' (' || g.columns || ')', '')
        || case when g.is_grantable then ' with grant option' else '' end,
      ', '
      order by
        array_position(array['SELECT', 'INSERT', 'UPDATE', 'DELETE'], g.privilege_type), g.privilege_type, g.columns
    )
  from (
    select
      a.privilege_type,
      a.is_grantable,
      string_agg(quote_ident(o.column_name), ', ' order by o.place) as columns
    from (
      select null::name as column_name, null::smallint as place, coalesce(c.relacl, acldefault('r', c.relowner)) as acl
      from pg_class as c
      where kind in ('table', 'sequence') and c.oid = object
      union all
      select t.attname, t.attnum, t.attacl
      from pg_attribute as t
      where kind = 'table' and t.attrelid = object and t.attacl is not null and not t.attisdropped
      union all
      select null, null, coalesce(p.proacl, acldefault('f', p.proowner))
      from pg_proc as p
      where kind = 'function' and p.oid = object
      union all
      select null, null, coalesce(n.nspacl, acldefault('n', n.nspowner))
      from pg_namespace as n
      where kind = 'schema' and n.oid = object
    ) as o
    cross join lateral aclexplode(o.acl) as a
    where a.grantee = case role when 'public' then 0::oid else to_regrole(quote_ident(role))::oid end
    group by a.privilege_type, a.is_grantable, o.column_name is null
  ) as g
$$;

comment on function pgmatch.granted is
  'What a role has been granted on an object, as pgmatch.member writes it; null for none.';

revoke all on function pgmatch.granted from public;
