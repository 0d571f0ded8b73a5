-- list_collections: the collections that the caller may read, by name. collection_summary says what the columns mean.
create or replace function list_collections()
returns setof collection_summary
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select d.*
  from pg_class as c
  cross join lateral pgmatch.collections_describe(c.oid::regclass) as d
  where c.relnamespace = to_regnamespace('vecs')::oid
    and c.relkind = 'r'
    and has_table_privilege(c.oid, 'select')
    and pgmatch.collections_is_one(c.oid)
  order by c.relname
$$;

comment on function list_collections() is
  'The collections that the caller may read, by name, with their dimension, number of records, index and size.';

select pgmatch.register('collections', 'function', 'list_collections()', 'execute', 'execute');
