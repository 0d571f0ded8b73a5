-- declared_searches: the declarations of the functions that pgmatch.create_search has made, with the names of today.
--
-- It includes those whose table or function is gone, see pgmatch.search_state. Of a function whose row is lost, as in a
-- copy of the schema without data, the declaration is read from its text.
create or replace function pgmatch.declared_searches()
returns setof pgmatch.search_function
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select d.*
  from pgmatch.search_function as f
  cross join lateral pgmatch.follow_search(f) as d
  union all
  select d.*
  from pg_proc as p
  inner join pg_namespace as n on n.oid = p.pronamespace
  cross join lateral jsonb_populate_record(
    null::pgmatch.search_function, jsonb_build_object('schema_name', n.nspname, 'name', p.proname)
  ) as w
  cross join lateral (
    select case
      when p.oid = pgmatch.search_oid(w)
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
    and not exists (select 1 from pgmatch.search_function as f where pgmatch.search_oid(f) = p.oid)
$$;

comment on function pgmatch.declared_searches is
  'The declarations of the functions that pgmatch.create_search has made: their rows, or what their text says.';

select pgmatch.register('core', 'function', 'pgmatch.declared_searches');
