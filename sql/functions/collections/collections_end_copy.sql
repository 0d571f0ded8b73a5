-- collections_end_copy: upserts the records that were copied into the table of collections_begin_copy, and returns how
-- many.
--
-- The table is empty afterwards, ready for the next records. Raises 42501 if row level security hides the record with
-- an id from the caller, and 21000 if an id was copied twice.
create or replace function pgmatch.collections_end_copy(collection text)
returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _written bigint;
begin
  execute format(
    'insert into %s as s (id, vec, metadata) select r.id, r.vec, r.metadata from pg_temp.pgmatch_records as r'
    ' on conflict (id) do update set vec = excluded.vec, metadata = excluded.metadata',
    pgmatch.collection_table(collection)
  );
  get diagnostics _written = row_count;
  truncate pg_temp.pgmatch_records;
  return _written;
end;
$$;

comment on function pgmatch.collections_end_copy is
  'Upserts the records that were copied into the table of collections_begin_copy.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_end_copy', null, 'execute');
