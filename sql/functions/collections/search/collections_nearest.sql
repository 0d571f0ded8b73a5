-- collections_nearest: what query_records returns, through pgmatch.nearest, for any question and any index.
--
-- target, metric  the table of the collection, and the metric of pgmatch.collections_metric_of
--
-- The other arguments are those of query_records, which has checked them. Raises P0002 for an unknown record, and what
-- pgmatch.collections_filter and pgmatch.nearest raise.
create or replace function pgmatch.collections_nearest(
  target regclass,
  metric text,
  query_embedding vector,
  match_count integer,
  filters jsonb,
  record_id text,
  max_distance double precision,
  include_value boolean,
  include_metadata boolean,
  include_vector boolean,
  ef_search integer,
  probes integer
)
returns table (id text, value double precision, metadata jsonb, vec vector)
language plpgsql
stable
rows 10
set search_path = pg_catalog, pg_temp
as $$
declare
  _ids text[];
begin
  perform pgmatch.collections_check_query(target, query_embedding, record_id, match_count, max_distance);
  if record_id is not null then
    query_embedding := pgmatch.collections_vector_of(target, record_id);
  end if;
  select n.keys into _ids
  from pgmatch.nearest(
    null::varchar,
    target,
    'vec',
    'id',
    metric,
    query_embedding,
    match_count,
    filter => case when filters is not null then pgmatch.collections_filter(filters, 's.metadata') end,
    ef_search => collections_nearest.ef_search,
    probes => collections_nearest.probes,
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
    pgmatch.distance(target, 'vec', metric),
    target
  )
  using query_embedding, _ids, include_value, include_metadata, include_vector, max_distance;
end;
$$;

comment on function pgmatch.collections_nearest is
  'What query_records returns, through pgmatch.nearest, for any question and any index.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_nearest', 'execute', 'execute');
