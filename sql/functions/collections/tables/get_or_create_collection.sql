-- get_or_create_collection: returns the summary of a collection, which it creates if there is none.
--
-- dimension  the number of dimensions of its vectors, 1 to 16000; without it, the collection must exist
--
-- Readers only get existing collections. Raises 42P01 if there is none and no dimension is given, 22023 if the
-- collection has another dimension, 42501 if the caller may not create one, and what create_collection raises.
create or replace function get_or_create_collection(collection text, dimension integer default null)
returns collection_summary
language plpgsql
volatile
set search_path from current
as $$
declare
  _table oid;
  _found integer;
begin
  perform pgmatch.collections_check_name(collection);
  select c.oid into _table
  from pg_class as c
  where c.relname = collection::name and c.relnamespace = to_regnamespace('vecs')::oid;
  if _table is null and dimension is not null then
    begin
      return create_collection(collection, dimension);
    exception when duplicate_table then
      null; -- another session was faster
    end;
  end if;

  _table := pgmatch.collection_table(collection)::oid;
  _found := pgmatch.dimensions_of(_table::regclass, 'vec');
  if dimension <> _found then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('collection %L has the dimension %s, not %s', collection, _found, dimension),
      hint = 'Leave the dimension out, or choose another name.';
  end if;
  return pgmatch.collections_describe(_table::regclass);
end;
$$;

comment on function get_or_create_collection(text, integer) is
  'The summary of a collection, which is created if there is none.';

select pgmatch.register(
  'collections', 'function', 'get_or_create_collection(text, integer)', 'execute', 'execute'
);
