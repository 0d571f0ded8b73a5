-- delete_records: deletes records of a collection, and returns their ids.
--
-- ids, filters  which records: those with these ids, or those that pass a filter, see pgmatch.collections_filter. One
--               of the two
--
-- Ids without a record are left out; row level security applies, and triggers run on pgmatch.trigger_path. Raises 42P01
-- for an unknown collection, 22004 without either argument, and 22023 for both, for a bad filter, and for one without a
-- condition, such as {}.
create or replace function delete_records(collection text, ids text[] default null, filters jsonb default null)
returns setof text
language plpgsql
volatile
rows 10
set search_path = pg_catalog, pg_temp
as $$
declare
  _table constant regclass := pgmatch.collection_table(collection);
  _condition constant text := case
    when ids is not null then 's.id operator(pg_catalog.=) any ($1)'
    else pgmatch.collections_filter(filters, 's.metadata')
  end;
  _statement text;
begin
  if num_nonnulls(ids, filters) <> 1 then
    raise exception using
      errcode = case when ids is null then 'null_value_not_allowed' else 'invalid_parameter_value' end,
      message = case when ids is null then 'ids and filters are null' else 'both ids and filters are given' end,
      hint = 'Say which records to delete: pass their ids, or a filter that they pass.';
  elsif _condition is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filters is %s, which all records of %s pass', filters, _table),
      hint = format(
        'Say which records to delete, for example {"year": {"$lt": 2020}}. To delete all: delete from %s;', _table
      );
  end if;
  _statement := format('delete from %s as s where %s returning s.id::pg_catalog.text', _table, _condition);
  perform set_config(
    'search_path', coalesce(pgmatch.trigger_path(_table), current_setting('search_path')), true
  );
  return query execute _statement using ids;
end;
$$;

comment on function delete_records(text, text[], jsonb) is
  'Deletes the records of a collection with some ids, or that pass a filter, and returns their ids.';

select pgmatch.register('collections', 'function', 'delete_records(text, text[], jsonb)', null, 'execute');
