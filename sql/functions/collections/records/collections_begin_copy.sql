-- collections_begin_copy: creates a temporary table for records that are copied, and returns its name.
--
-- It has the columns id, vec and metadata of the collection, and goes with the transaction. COPY is several times
-- faster than inserts, but it supports neither conflicts nor policies: copy into the table, call
-- collections_end_copy, and go on with the next records.
--
-- Raises 42P01 for an unknown collection, and 42501 for a role that may not create temporary tables.
create or replace function pgmatch.collections_begin_copy(collection text)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format(
    'create temporary table pgmatch_records on commit drop as select s.id, s.vec, s.metadata from %s as s with no data',
    pgmatch.collection_table(collection)
  );
  return 'pgmatch_records';
end;
$$;

comment on function pgmatch.collections_begin_copy is
  'Creates a temporary table for records that are copied, and returns its name.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_begin_copy', null, 'execute');
