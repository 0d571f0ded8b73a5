-- collections_info: the revision of this line, its access mode, and the version of pgvector.
create or replace function collections_info()
returns table (revision text, access text, vector_version text)
language sql
stable
rows 1
set search_path = pg_catalog, pg_temp
as $$
  select i.revision, i.access, e.extversion
  from pgmatch.install as i
  cross join pg_extension as e
  where i.line = 'collections' and e.extname = 'vector'
$$;

comment on function collections_info() is
  'The revision of the collections, their access mode, and the version of pgvector.';

select pgmatch.register('collections', 'function', 'collections_info()', 'execute', 'execute');
