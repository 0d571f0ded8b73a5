-- internal_changes: the statements that revoke what only the owner needs in the schema "pgmatch" from everybody else.
--
-- That is the functions without a line, which are pinned to the catalog, the sequences and the views. Default
-- privileges may have granted them to API roles when they were created, and `revoke … from public` does not take that
-- back.
create or replace function pgmatch.internal_changes()
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with roles as (
    select 0::oid as oid, 'public'::name as name
    union all
    select r.oid, r.rolname
    from pgmatch.api_roles() as a (rolname)
    inner join pg_roles as r on r.rolname = a.rolname
  ),

  granted as materialized (
    select p.oid, r.name as role
    from pg_proc as p
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
    inner join roles as r on r.oid = a.grantee
    where p.pronamespace = 'pgmatch'::regnamespace and p.proconfig @> array['search_path=pg_catalog, pg_temp']
  )

  select format('revoke all on function %s from %s', g.oid::regprocedure, quote_ident(g.role))
  from granted as g
  -- the access mode of its line rules a member
  where g.oid <> all(
    array(
      select coalesce(pgmatch.member_oid(m.line, m.kind, m.name), 0)
      from pgmatch.member as m
      where m.kind = 'function'
    )
  )
  union all
  select format('revoke all on %s %s from %s', o.kind, c.oid::regclass, quote_ident(r.name))
  from pg_class as c
  cross join lateral (select case c.relkind when 'S' then 'sequence' else 'table' end) as o (kind)
  cross join roles as r
  where c.relnamespace = 'pgmatch'::regnamespace
    and c.relkind in ('S', 'v')
    and pgmatch.granted(o.kind, c.oid, r.name) is not null
$$;

comment on function pgmatch.internal_changes is
  'The statements that revoke what only the owner needs in the schema pgmatch from public and the API roles.';

revoke all on function pgmatch.internal_changes from public;
