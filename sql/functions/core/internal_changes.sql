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
  select format('revoke all on %s %s from %s', o.kind, o.name, quote_ident(r.role))
  from (
    select 'function', p.oid, p.oid::regprocedure::text
    from pg_proc as p
    where p.pronamespace = 'pgmatch'::regnamespace
      and p.proconfig @> array['search_path=pg_catalog, pg_temp']
      -- the access mode of its line rules a member
      and p.oid <> all(
        array(
          select coalesce(pgmatch.member_oid(m.line, m.kind, m.name), 0)
          from pgmatch.member as m
          where m.kind = 'function'
        )
      )
    union all
    select case c.relkind when 'S' then 'sequence' else 'table' end, c.oid, c.oid::regclass::text
    from pg_class as c
    where c.relnamespace = 'pgmatch'::regnamespace and c.relkind in ('S', 'v')
  ) as o (kind, oid, name)
  cross join (
    select 'public'::name
    union all
    select a.rolname
    from pgmatch.api_roles() as a (rolname)
  ) as r (role)
  where pgmatch.granted(o.kind, o.oid, r.role) is not null
$$;

comment on function pgmatch.internal_changes is
  'The statements that revoke what only the owner needs in the schema pgmatch from public and the API roles.';

revoke all on function pgmatch.internal_changes from public;
