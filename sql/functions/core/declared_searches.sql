-- declared_searches: the declarations of the functions that pgmatch.create_search has made and that are there.
--
-- Of a function whose row is lost, as in a copy of the schema without data, the declaration is read from its text.
create or replace function pgmatch.declared_searches()
returns setof pgmatch.search_function
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select f.*
  from pgmatch.search_function as f
  where pgmatch.search_oid(f.schema_name, f.name) is not null
  union all
  select d.*
  from pg_proc as p
  inner join pg_namespace as n on n.oid = p.pronamespace
  cross join lateral (
    select case
      when p.oid = pgmatch.search_oid(n.nspname, p.proname)
        then substring(p.prosrc from E'\n-- pgmatch.search_function: (\\{[^\n]*\\})\n')::jsonb
    end as declaration
  ) as t
  cross join lateral jsonb_populate_record(
    null::pgmatch.search_function,
    t.declaration || jsonb_build_object(
      'schema_name', n.nspname,
      'name', p.proname,
      'target', to_regclass(t.declaration ->> 'target'),
      'created_at', now()
    )
  ) as d
  where p.prosrc like E'%\n-- pgmatch.search_function: {"%'
    and t.declaration is not null
    and not exists (
      select 1 from pgmatch.search_function as f where f.schema_name = n.nspname and f.name = p.proname
    )
$$;

comment on function pgmatch.declared_searches is
  'The declarations of the functions that pgmatch.create_search has made: their rows, or what their text says.';

select pgmatch.register('core', 'function', 'pgmatch.declared_searches');
