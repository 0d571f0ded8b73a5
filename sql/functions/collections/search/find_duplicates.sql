-- find_duplicates: pairs of records of a collection that are almost the same, the nearest first.
--
-- max_distance  only pairs nearer than this, such as 0.05 for cosine_distance
-- measure       cosine_distance, l2_distance, max_inner_product or l1_distance
-- match_count   at most this many pairs, 1 to 9,999
--
-- The distance is pgvector's, as in query_records. Returns each pair once, with id < other_id, and equal distances in
-- the order of the ids. Runs one search for each record, through the index if it has the measure, about a millisecond
-- each, so it finds what such a search finds: see pgmatch.near_pairs. Only writers may call it, because strangers with
-- a reader's key could keep the server busy. Raises 42P01 for an unknown collection, 22004 for a null, and 22023 for
-- another bad argument.
create or replace function find_duplicates(
  collection text,
  max_distance double precision,
  measure text default 'cosine_distance',
  match_count integer default 100
)
returns table (id text, other_id text, distance double precision)
language plpgsql
stable
rows 100
set search_path = pg_catalog, pg_temp
as $$
declare
  _table constant regclass := pgmatch.collection_table(collection);
  _metric constant text := pgmatch.collections_metric_of(measure);
  _below_one constant double precision := 0.9999999999999999;
  _ids text[];
  _other_ids text[];
begin
  if max_distance is null or match_count is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = case when max_distance is null then 'max_distance' else 'match_count' end || ' is null',
      hint = 'Pass the distance that a pair may have, for example 0.05, and how many pairs you want.';
  elsif match_count not between 1 and 9999 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('match_count %s is not between 1 and 9999', match_count),
      hint = 'Ask for at most 9999 pairs.';
  elsif max_distance = 'NaN' or max_distance < 0::float8 and _metric <> 'ip' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('no pair has a %s of less than %s', measure, max_distance),
      hint = 'Pass a positive number, or a negative inner product for max_inner_product.';
  end if;

  select n.keys, n.other_keys into _ids, _other_ids
  from pgmatch.near_pairs(
    null::varchar,
    _table,
    'vec',
    'id',
    _metric,
    case
      when _metric = 'ip' then 0::float8 - max_distance
      when max_distance = 0::float8 then 1
      -- a similarity of 1 would leave out copies
      else least(_below_one, case _metric
        when 'cosine' then 1::float8 - max_distance
        else 1::float8 / (1::float8 + max_distance)
      end)
    end,
    match_count
  ) as n;
  return query execute pg_catalog.format(
    'select p.id, p.other_id, d.distance'
    ' from unnest($1, $2) with ordinality as p (id, other_id, place)'
    -- as in query_records
    ' cross join lateral (select s.vec from %1$s as s where s.id = p.id limit 1) as a'
    ' cross join lateral (select a.vec %2$s s.vec as distance from %1$s as s where s.id = p.other_id limit 1) as d'
    ' where d.distance < $3 order by d.distance, p.place',
    _table,
    (pgmatch.metric_sql(_metric)).operator
  )
  using _ids, _other_ids, max_distance;
end;
$$;

comment on function find_duplicates(text, double precision, text, integer) is
  'Pairs of records of a collection nearer than a distance, the nearest first, each once; found through the index.';

select pgmatch.register(
  'collections', 'function', 'find_duplicates(text, double precision, text, integer)', null, 'execute'
);
