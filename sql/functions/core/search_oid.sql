-- search_oid: the function of this name that pgmatch.create_search has made, recognized by its text; null if none.
create or replace function pgmatch.search_oid(schema_name name, name name)
returns regprocedure
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select min(p.oid)::regprocedure
  from pg_proc as p
  inner join pg_namespace as n on n.oid = p.pronamespace
  where n.nspname = search_oid.schema_name
    and p.proname = search_oid.name
    and p.prosrc like E'%\n-- pgmatch.search_function: {"%'
$$;

comment on function pgmatch.search_oid is
  'The function of this name that pgmatch.create_search has made; null if none.';

select pgmatch.register('core', 'function', 'pgmatch.search_oid');
