-- search_grants: the statements that give roles what made functions call: the core's functions and tables for readers,
-- and the schemas of pgmatch and of the vector extension. No rows if they have it all.
create or replace function pgmatch.search_grants(roles name[])
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format('grant usage on schema %I to %s', n.nspname, w.role)
  from unnest(roles) as r (role)
  cross join lateral (select case r.role when 'public' then 'public' else quote_ident(r.role) end as role) as w
  cross join pg_namespace as n
  where (n.nspname = 'pgmatch' or n.oid = (select e.extnamespace from pg_extension as e where e.extname = 'vector'))
    and not has_schema_privilege(r.role, n.oid, 'usage')
  union all
  select format('grant %s on %s %s to %s', m.readers, m.kind, o.name, w.role)
  from unnest(roles) as r (role)
  cross join lateral (select case r.role when 'public' then 'public' else quote_ident(r.role) end as role) as w
  cross join pgmatch.member as m
  cross join lateral (select pgmatch.member_oid(m.line, m.kind, m.name) as object) as i
  cross join lateral (
    select case m.kind when 'function' then i.object::regprocedure::text else i.object::regclass::text end as name
  ) as o
  where m.line = 'core' and m.name like 'pgmatch.%' and m.readers is not null and m.kind in ('function', 'table')
    and case m.kind
      when 'function' then not has_function_privilege(r.role, i.object, 'execute')
      else not has_table_privilege(r.role, i.object, 'select')
    end
  union all
  -- other roles than those of an API have no policy there, and an index would seem untuned to them
  select 'create policy callers_of_searches on pgmatch.index_tuning for select using (true)'
  where exists (
    select 1
    from unnest(roles) as r (role)
    cross join pg_class as c
    where c.oid = 'pgmatch.index_tuning'::regclass
      and r.role <> pg_get_userbyid(c.relowner)
      and r.role <> all(array(select pgmatch.api_roles()))
  )
    and not exists (
      select 1 from pg_policy as p
      where p.polrelid = 'pgmatch.index_tuning'::regclass and p.polname = 'callers_of_searches'
    )
$$;

comment on function pgmatch.search_grants is
  'The statements that give roles what made functions call; no rows if they have it all.';

select pgmatch.register('core', 'function', 'pgmatch.search_grants');
