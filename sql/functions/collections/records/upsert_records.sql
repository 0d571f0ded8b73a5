-- upsert_records: inserts records into a collection, or replaces those with the same ids; returns how many.
--
-- records  array of {"id", "vec", "metadata"}, or of arrays with these three values. The vec is an array or a string;
--          metadata, an object, may be left out or null, for {}
--
-- The metadata of a record is replaced, not merged. Triggers run on pgmatch.trigger_path. Nothing is written if one
-- record is wrong. Raises 42P01 for an unknown collection, 22004 for null, 22023 for a bad record, also for one whose
-- id occurs twice, and names it; 42501 if row level security hides the record with an id from the caller.
create or replace function upsert_records(collection text, records jsonb)
returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _table constant regclass := pgmatch.collection_table(collection);
  _type text := (
    select format_type(a.atttypid, null) from pg_attribute as a where a.attrelid = _table and a.attname = 'vec'
  );
  _statement constant text := format(
    'insert into %s as s (id, vec, metadata)'
    ' select coalesce(r.record operator(pg_catalog.->>) ''id'', r.record operator(pg_catalog.->>) 0),'
    ' coalesce(r.record operator(pg_catalog.->>) ''vec'', r.record operator(pg_catalog.->>) 1)::%s,'
    ' case when pg_catalog.jsonb_typeof(m.metadata) operator(pg_catalog.=) ''object'' then m.metadata else ''{}'' end'
    ' from pg_catalog.jsonb_array_elements($1) as r (record)'
    ' cross join lateral (select coalesce('
    'r.record operator(pg_catalog.->) ''metadata'', r.record operator(pg_catalog.->) 2)) as m (metadata)'
    -- all in one order, or two calls with the same ids could wait for each other
    ' order by 1'
    ' on conflict (id) do update set vec = excluded.vec, metadata = excluded.metadata',
    _table, _type
  );
  _written bigint;
begin
  perform pgmatch.collections_check_records(records);
  begin
    perform set_config(
      'search_path', coalesce(pgmatch.trigger_path(_table), current_setting('search_path')), true
    );
    execute _statement using records;
    get diagnostics _written = row_count;
  exception
    -- checked only now, because to read each vector by itself takes time
    when data_exception or program_limit_exceeded or cardinality_violation then
      select format_type(a.atttypid, a.atttypmod) into _type
      from pg_attribute as a
      where a.attrelid = _table and a.attname = 'vec';
      perform pgmatch.collections_check_vectors(records, _type);
      raise;
    when insufficient_privilege then
      perform pgmatch.collections_refuse_records(_table);
      raise;
  end;
  return _written;
end;
$$;

comment on function upsert_records(text, jsonb) is
  'Inserts records into a collection, or replaces those with the same ids; returns how many.';

select pgmatch.register('collections', 'function', 'upsert_records(text, jsonb)', null, 'execute');
