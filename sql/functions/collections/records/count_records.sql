-- count_records: how many records of a collection pass a filter.
--
-- filters  as vecs takes them, see pgmatch.collections_filter; null for all records
--
-- Counts what row level security lets the caller see. Raises 42P01 for an unknown collection, and 22023 for a bad
-- filter.
create or replace function count_records(collection text, filters jsonb default null)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _table constant regclass := pgmatch.collection_table(collection);
  _condition constant text := pgmatch.collections_filter(filters, 's.metadata');
  _records bigint;
begin
  execute format('select count(*) from %s as s where %s', _table, coalesce(_condition, 'true')) into _records;
  return _records;
end;
$$;

comment on function count_records(text, jsonb) is
  'How many records of a collection pass a filter.';

select pgmatch.register('collections', 'function', 'count_records(text, jsonb)', 'execute', 'execute');
