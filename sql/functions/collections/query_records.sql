-- query_records: the records of a collection nearest to a vector, or to one of its records, nearest first.
--
-- query_embedding, record_id
--                 a vector, or the id of a record, which is left out itself; one of the two
-- match_count     at most this many records, 0 to 1,000
-- filters         as vecs takes them, see pgmatch.collections_filter; null for none
-- measure         cosine_distance, l2_distance, max_inner_product or l1_distance
-- max_distance    only records at most this far; null for no limit
-- include_value, include_metadata, include_vector
--                 whether to return the distance, the metadata and the vector; they are null otherwise
-- ef_search, probes
--                 how thoroughly to search an HNSW or IVFFlat index; null for the setting of the session, or the
--                 tuned or default one
--
-- The value is pgvector's distance, as vecs returns it: lower is nearer, and max_inner_product is the negative inner
-- product. Returns min(match_count, matching records) rows, equal distances in the order of the ids, see
-- pgmatch.nearest. Raises 42P01 for an unknown collection, P0002 for an unknown record, 22004 for a null, 22023 for
-- another bad argument, and what pgmatch.nearest raises.
create or replace function query_records(
  collection text,
  query_embedding vector default null,
  match_count integer default 10,
  filters jsonb default null,
  measure text default 'cosine_distance',
  record_id text default null,
  max_distance double precision default null,
  include_value boolean default false,
  include_metadata boolean default false,
  include_vector boolean default false,
  ef_search integer default null,
  probes integer default null
)
returns table (id text, value double precision, metadata jsonb, vec vector)
language plpgsql
stable
rows 10
set search_path = pg_catalog, pg_temp
as $$
declare
  _table constant regclass := pgmatch.collection_table(collection);
  _metric constant text := pgmatch.collections_metric_of(measure);
  _condition constant text := case when filters is not null then pgmatch.collections_filter(filters, 's.metadata') end;
  _ids text[];
begin
  perform pgmatch.collections_check_query(_table, query_embedding, record_id, match_count, max_distance);
  if record_id is not null then
    query_embedding := pgmatch.collections_vector_of(_table, record_id);
  end if;

  select n.keys into _ids
  from pgmatch.nearest(
    null::varchar,
    _table,
    'vec',
    'id',
    _metric,
    query_embedding,
    match_count,
    filter => _condition,
    ef_search => query_records.ef_search,
    probes => query_records.probes,
    always => 's.id operator(pg_catalog.<>) ' || quote_literal(record_id)
  ) as n;

  if not (include_value or include_metadata or include_vector or max_distance is not null) then
    foreach id in array _ids loop
      return next;
    end loop;
    return;
  end if;
  return query execute format(
    'select r.id, case when $3 then n.distance end, case when $4 then n.metadata end, case when $5 then n.vec end'
    ' from unnest($2) with ordinality as r (id, place)'
    -- lateral, with a limit: the planner would rather read the whole table, because it takes vectors for small
    ' cross join lateral ('
    '   select s.vec, s.metadata, case when $3 or $6 is not null then %s end as distance'
    '   from %s as s where s.id = r.id limit 1'
    ' ) as n where $6 is null or n.distance <= $6 order by r.place',
    pgmatch.distance(_table, 'vec', _metric),
    _table
  )
  using query_embedding, _ids, include_value, include_metadata, include_vector, max_distance;
end;
$$;

comment on function query_records(
  text, vector, integer, jsonb, text, text, double precision, boolean, boolean, boolean, integer, integer
) is
  'The records of a collection nearest to a vector, or to one of its records, nearest first.';

select pgmatch.register(
  'collections',
  'function',
  'query_records'
  '(text, vector, integer, jsonb, text, text, double precision, boolean, boolean, boolean, integer, integer)',
  'execute',
  'execute'
);
