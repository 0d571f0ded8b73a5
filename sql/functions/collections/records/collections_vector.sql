-- collections_vector: the name of the type vector, with the schema that the extension is in.
create or replace function pgmatch.collections_vector()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select pg_catalog.format('%I.vector', n.nspname)
  from pg_extension as e
  inner join pg_namespace as n on n.oid = e.extnamespace
  where e.extname = 'vector'
$$;

comment on function pgmatch.collections_vector is
  'The name of the type vector, with the schema that the extension is in.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_vector', 'execute', 'execute');
