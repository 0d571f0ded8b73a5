-- create_collection: creates an empty collection and returns its summary.
--
-- collection  its name, the same as in vecs: at most 63 bytes, and not beginning with _
-- dimension   the number of dimensions of its vectors, 1 to 16000
--
-- It runs with the rights of pgmatch's owner, to whom the table then belongs, like those that vecs makes. So a caller
-- needs no right to create tables. Only service_role and the owner may call it.
--
-- Vectors are stored in the row if a row surely fits on a page of 8 kB, so that the planner sees their size.
--
-- Raises 42P07 if the name is taken, 22023 for a dimension that cannot be, and what pgmatch.take_turn and
-- pgmatch.collections_check_name raise.
create or replace function create_collection(collection text, dimension integer)
returns collection_summary
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  _table text;
begin
  perform pgmatch.collections_check_name(collection);
  if dimension is null or dimension not between 1 and 16000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('a collection cannot have the dimension %s', coalesce(dimension::text, 'null')),
      hint = 'Use a whole number from 1 to 16000: the number of dimensions of your model''s vectors.';
  end if;
  perform pgmatch.take_turn();
  if exists (
    select 1 from pg_class as c
    where c.relname = collection::name and c.relnamespace = to_regnamespace('vecs')::oid
  ) then
    raise exception using
      errcode = 'duplicate_table',
      message = pg_catalog.format('%L already exists in the schema vecs', collection),
      hint = 'Use get_or_create_collection for a collection that may be there, or choose another name.';
  end if;

  _table := pg_catalog.format('vecs.%I', collection);
  execute pg_catalog.format(
    'create table %s (id varchar primary key, vec %s(%s) not null, metadata jsonb not null default %L)',
    _table, pgmatch.collections_vector(), dimension, '{}'
  );
  if dimension <= 1898 then
    execute pg_catalog.format(
      'alter table %s alter column vec set storage plain, set (toast_tuple_target = 8160)', _table
    );
  end if;
  perform pgmatch.collections_adopt(_table::regclass, false);
  return pgmatch.collections_describe(_table::regclass);
end;
$$;

comment on function create_collection(text, integer) is
  'Creates an empty collection, which belongs to the owner of pgmatch. For service_role.';

select pgmatch.register(
  'collections', 'function', 'create_collection(text, integer)', null, 'execute', shared => true
);
