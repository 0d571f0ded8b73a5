-- measure_recall: how many of the true nearest rows searches through an index find, and what they cost.
--
-- sample     how many rows of the table to search for, 1 to 10,000; the same rows every time
-- k          how many rows a search asks for, 1 to 10,000
-- ef_search, probes, overfetch
--            for HNSW, IVFFlat and binary indexes; null for what searches use now: the session's setting,
--            else the tuned value, else the default
-- index      an HNSW or IVFFlat index of any table; null for the index that searches of pgmatch.default_search use
-- metric     ip, cosine, l2 or l1; needed for a binary index of another table, whose definition does not name it
--
-- To find the true nearest rows, it compares each of the `sample` queries with all rows, which takes most of the time.
-- Runs as the caller, who must see all rows. Raises 22023 for bad arguments, for an index that cannot be measured and
-- for a table with too few rows; 55000 for an index that is not valid or that the planner does not choose; 42501 if
-- row level security applies to the caller.
create or replace function pgmatch.measure_recall(
  sample integer default 100,
  k integer default 10,
  ef_search integer default null,
  probes integer default null,
  overfetch double precision default null,
  index regclass default null,
  metric text default null
)
returns pgmatch.recall_measurement
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _measured constant pgmatch.index_to_measure := pgmatch.measured_index(index, metric);
  _queries pgmatch.row_place[];
  _farthest double precision[];
  _exact_p50_ms double precision;
  _result pgmatch.recall_measurement;
begin
  perform pgmatch.check_measurement(_measured.method, _measured.kind, k, ef_search, probes, overfetch);
  _queries := pgmatch.recall_queries(_measured.target, _measured.column_name, sample, k);
  select
    array_agg(e.query),
    array_agg(e.farthest),
    round(percentile_cont(0.5) within group (order by e.ms)::numeric, 3)
  into _queries, _farthest, _exact_p50_ms
  from pgmatch.nearest_exact(_measured.index, _queries, k, metric) as e;

  _result := pgmatch.measure_search(
    _measured.index, _queries, _farthest, k, ef_search, probes, overfetch, metric
  );
  _result.exact_p50_ms := _exact_p50_ms;
  return _result;
end;
$$;

comment on function pgmatch.measure_recall is
  'Recall, latency and pages of searches through a vector index, compared with an exact search.';

select pgmatch.register('core', 'function', 'pgmatch.measure_recall');
