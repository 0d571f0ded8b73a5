-- fetch_records: the records of a collection with the given ids, each once, in the order of the ids.
--
-- Ids without a record, or whose record row level security hides, are left out. Raises 42P01 for an unknown collection,
-- and 22004 if ids is null.
create or replace function fetch_records(collection text, ids text[])
returns table (id text, vec vector, metadata jsonb)
language plpgsql
stable
rows 10
set search_path = pg_catalog, pg_temp
as $$
declare
  _table constant regclass := pgmatch.collection_table(collection);
begin
  if ids is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = 'ids is null',
      hint = 'Pass an array of ids.';
  end if;
  return query execute format(
    'select r.id, n.vec, n.metadata'
    ' from (select u.id, min(u.place) as place from unnest($1) with ordinality as u (id, place) group by u.id) as r'
    -- as in query_records
    ' cross join lateral (select s.vec, s.metadata from %s as s where s.id = r.id limit 1) as n order by r.place',
    _table
  )
  using ids;
end;
$$;

comment on function fetch_records(text, text[]) is
  'The records of a collection with the given ids, each once, in the order of the ids.';

select pgmatch.register('collections', 'function', 'fetch_records(text, text[])', 'execute', 'execute');
