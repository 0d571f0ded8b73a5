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
  with members as materialized (
    select m.object
    from pgmatch.install as i
    cross join lateral pgmatch.line_members(i.line, 'function') as m
  ),

  internal as materialized (
    select 'function' as kind, p.oid
    from pg_proc as p
    where p.pronamespace = 'pgmatch'::regnamespace
      and p.proconfig @> array['search_path=pg_catalog, pg_temp']
      -- the access mode of its line rules a member
      and not exists (select 1 from members as m where m.object = p.oid)
    union all
    select case c.relkind when 'S' then 'sequence' else 'table' end, c.oid
    from pg_class as c
    where c.relnamespace = 'pgmatch'::regnamespace and c.relkind in ('S', 'v')
  )

  select format(
    'revoke all on %s %s from %s',
    g.kind,
    case g.kind when 'function' then g.object::regprocedure::text else g.object::regclass::text end,
    quote_ident(g.role)
  )
  from pgmatch.granted(array(select i.oid from internal as i)) as g
  where (g.kind, g.object) in (select i.kind, i.oid from internal as i)
    and (g.role = 'public' or g.role in (select pgmatch.api_roles()))
$$;

comment on function pgmatch.internal_changes is
  'The statements that revoke what only the owner needs in the schema pgmatch from public and the API roles.';

revoke all on function pgmatch.internal_changes from public;
