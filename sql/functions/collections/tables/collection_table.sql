-- collection_table: the table of a collection, which the caller may read. What every function on a collection calls
-- first.
--
-- Raises what pgmatch.collections_check_name raises, 42P01 if there is no such collection, and 42501 if the caller may
-- not read it.
create or replace function pgmatch.collection_table(collection text)
returns regclass
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _table oid;
begin
  perform pgmatch.collections_check_name(collection);
  select c.oid into _table
  from pg_class as c
  where c.relname = collection::name and c.relnamespace = to_regnamespace('vecs')::oid;
  if _table is null or not pgmatch.collections_is_one(_table) then
    raise exception using
      errcode = 'undefined_table',
      message = pg_catalog.format('collection %L does not exist', collection),
      hint = case when _table is null
        then 'To see which there are: select * from list_collections(); a writer creates one with create_collection.'
        else pg_catalog.format(
          '%s has another form. A collection is a table with the columns id, of type text or varchar, vec, of type'
          ' vector, and metadata, of type jsonb. It is not a partition and has no child tables.',
          _table::regclass
        )
      end;
  elsif not has_table_privilege(_table, 'select') then
    raise exception using
      errcode = 'insufficient_privilege',
      message = pg_catalog.format('permission denied for collection %L', collection),
      hint = 'If it was made by other means than pgmatch, its owner runs: select pgmatch.refresh_searches();';
  end if;
  return _table;
end;
$$;

comment on function pgmatch.collection_table is
  'The table of a collection; raises 42P01 if there is none, 42501 if the caller may not read it.';

select pgmatch.register('collections', 'function', 'pgmatch.collection_table', 'execute', 'execute');
