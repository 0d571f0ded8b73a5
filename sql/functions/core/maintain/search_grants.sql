-- search_grants: the statements that give roles what made functions call: the core's functions and tables for readers,
-- and the schemas of pgmatch and of the vector extension. No rows if they have it all.
--
-- It is for roles that no access mode knows. They have no policy on pgmatch.index_tuning, and an index would seem
-- untuned to them.
create or replace function pgmatch.search_grants(roles name[])
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format('grant usage on schema %I to %I', n.nspname, r.role)
  from unnest(roles) as r (role)
  cross join pg_namespace as n
  where (n.nspname = 'pgmatch' or n.oid = (select e.extnamespace from pg_extension as e where e.extname = 'vector'))
    and not has_schema_privilege(r.role, n.oid, 'usage')
  union all
  select format('grant %s on %s %s to %I', m.readers, m.kind, o.name, r.role)
  from unnest(roles) as r (role)
  cross join pgmatch.line_members('core') as m
  cross join lateral (
    select case m.kind when 'function' then m.object::regprocedure::text else m.object::regclass::text end as name
  ) as o
  where m.name like 'pgmatch.%' and m.readers is not null and m.kind in ('function', 'table')
    and case m.kind
      when 'function' then not has_function_privilege(r.role, m.object, 'execute')
      else not has_table_privilege(r.role, m.object, 'select')
    end
  union all
  select 'create policy callers_of_searches on pgmatch.index_tuning for select using (true)'
  where exists (
    select 1
    from unnest(roles) as r (role)
    inner join pg_class as c on c.oid = 'pgmatch.index_tuning'::regclass
    where r.role <> pg_get_userbyid(c.relowner)
  )
    and not exists (
      select 1 from pg_policy as p
      where p.polrelid = 'pgmatch.index_tuning'::regclass and p.polname = 'callers_of_searches'
    )
$$;

comment on function pgmatch.search_grants is
  'The statements that give roles what made functions call; no rows if they have it all.';

select pgmatch.register('core', 'function', 'pgmatch.search_grants');
