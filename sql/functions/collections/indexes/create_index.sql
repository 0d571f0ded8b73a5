-- create_index: builds the vector index of a collection in place of an existing one, and returns its name.
--
-- measure             cosine_distance, l2_distance, max_inner_product or l1_distance
-- method              hnsw, ivfflat, or auto for hnsw
-- m, ef_construction  for hnsw: edges of a vector, 2 to 100, and candidates for them, 4 to 1000; null for 16 and 64
-- n_lists             for ivfflat: 1 to 32768; null for a thousandth of the records, at least 30, and from a million
--                     records on their square root
-- kind                vector; halfvec, of half the size; or binary, the signs alone, for every measure
-- replace             false to raise an error if the collection has an index
--
-- Searches continue with the earlier index, writes wait. If others keep the earlier index in use at the end for longer
-- than lock_timeout, or than a minute if that is 0, it stays, and a warning says so. The build is part of the caller's
-- statement, so statement_timeout ends it, and then nothing has changed. To build an index while others write, use
-- `pgmatch index create`.
--
-- It runs with the rights of pgmatch's owner; only service_role and the owner may call it. Raises 42P01 for an unknown
-- collection, 42501 if it belongs to another role, 42P07 if there is an index that may not be replaced, 57014 if the
-- build is canceled, and 22004 or 22023 for bad arguments.
create or replace function create_index(
  collection text,
  measure text default 'cosine_distance',
  method text default 'auto',
  m integer default null,
  ef_construction integer default null,
  n_lists integer default null,
  kind text default 'vector',
  replace boolean default true
)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  _metric constant text := pgmatch.collections_metric_of(measure);
  _table constant regclass := pgmatch.collections_own(collection);
  _name text;
  _definition text;
begin
  perform pgmatch.collections_check_index(_table, _metric, method, m, ef_construction, n_lists, kind);
  -- two builds at once would wait for each other in the end
  execute pg_catalog.format('lock table %s in share row exclusive mode', _table);
  _name := (pgmatch.collections_describe(_table)).index;
  if _name is not null and replace is not true then
    raise exception using
      errcode = 'duplicate_table',
      message = pg_catalog.format('collection %L has the index %I', collection, _name),
      hint = 'Pass replace => true to build another in its place.';
  end if;

  select p.name, p.definition into _name, _definition
  from pgmatch.collections_index_parts(_table, _metric, method, m, ef_construction, n_lists, kind) as p;
  perform pgmatch.build_index(_table, pg_catalog.format('create index %I on %s %s', _name, _table, _definition));
  begin
    perform pgmatch.collections_drop_indexes(_table, _name);
  exception when lock_not_available then
    raise warning using
      message = pg_catalog.format('the earlier index of collection %L could not be dropped: %s', collection, sqlerrm),
      hint = 'The new index is built. Drop the other one later: pgmatch index drop';
  end;
  return _name;
exception when query_canceled then
  raise exception using
    errcode = 'query_canceled',
    message = sqlerrm,
    hint = pg_catalog.format(
      'Nothing has changed. Run: set statement_timeout = 0; before, or from a shell: pgmatch index create %s',
      pgmatch.shell_word(pgmatch.full_name(_table) || '.vec')
    );
end;
$$;

comment on function create_index(text, text, text, integer, integer, integer, text, boolean) is
  'Builds the vector index of a collection in place of an existing one, and returns its name. For service_role.';

select pgmatch.register(
  'collections',
  'function',
  'create_index(text, text, text, integer, integer, integer, text, boolean)',
  null,
  'execute',
  shared => true
);
