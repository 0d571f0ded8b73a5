-- collections_vector_of: the vector of a record.
--
-- Raises P0002 if the collection has no such record, or row level security hides it from the caller.
create or replace function pgmatch.collections_vector_of(target regclass, record_id text, out vec vector)
returns vector
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('select s.vec from %s as s where s.id = $1', target) into vec using record_id;
  if vec is null then
    raise exception using
      errcode = 'no_data_found',
      message = format('%s has no record %L', target, left(record_id, 100)),
      hint = 'Pass the id of a stored record. Row level security may hide it from you.';
  end if;
end;
$$;

comment on function pgmatch.collections_vector_of is
  'The vector of a record; raises P0002 if there is no such record.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_vector_of', 'execute', 'execute');
