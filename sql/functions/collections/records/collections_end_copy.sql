-- collections_end_copy: upserts the records that were copied into the table of collections_begin_copy, and returns how
-- many.
--
-- The table is empty afterwards, ready for the next records. Metadata that are null become {}. Raises 22023 for
-- metadata that are not an object, 42501 if row level security hides the record with an id from the caller, and 21000
-- if an id was copied twice.
create or replace function pgmatch.collections_end_copy(collection text)
returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _table constant regclass := pgmatch.collection_table(collection);
  _id text;
  _written bigint;
begin
  execute 'select r.id from pg_temp.pgmatch_records as r'
    ' where jsonb_typeof(r.metadata) not in (''object'', ''null'') limit 1' into _id;
  if _id is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('the metadata of the record %L is not an object', left(_id, 100)),
      hint = 'Copy an object, such as {"year": 2020}, or null for {}.';
  end if;
  execute format(
    'insert into %s as s (id, vec, metadata)'
    ' select r.id, r.vec, coalesce(nullif(r.metadata, ''null''), ''{}'') from pg_temp.pgmatch_records as r'
    ' on conflict (id) do update set vec = excluded.vec, metadata = excluded.metadata',
    _table
  );
  get diagnostics _written = row_count;
  truncate pg_temp.pgmatch_records;
  return _written;
exception when insufficient_privilege then
  perform pgmatch.collections_refuse_records(_table);
  raise;
end;
$$;

comment on function pgmatch.collections_end_copy is
  'Upserts the records that were copied into the table of collections_begin_copy.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_end_copy', null, 'execute');
