-- measure_search: searches through an index as users' searches do, and compares the results with the true nearest rows.
--
-- queries, farthest  from pgmatch.nearest_exact: the rows to search for, each left out of its own results, and the
--                    distance of the k-th nearest. Every row at most that far is a hit, so ties count.
-- the others         as for pgmatch.measure_recall
--
-- Runs every query twice. The first round counts hits and brings the pages of the index into memory if they fit; the
-- second round measures time and pages, as for a search that follows others.
-- Raises what measure_recall raises, and 55000 if the planner chooses another index.
create or replace function pgmatch.measure_search(
  index regclass,
  queries tid[],
  farthest double precision[],
  k integer,
  ef_search integer default null,
  probes integer default null,
  overfetch double precision default null,
  metric text default null
)
returns pgmatch.recall_measurement
language plpgsql
volatile
set search_path from current
-- as in pgmatch.nods_nearest
set enable_sort = off
set enable_seqscan = off
set jit = off
as $$
declare
  _measured constant pgmatch.index_to_measure := pgmatch.measured_index(index, metric);
  _wanted constant integer := case
    when _measured.kind = 'binary' then least(100000, ceil(k * coalesce(overfetch, _measured.overfetch, 20)))
    else k
  end;
  _search constant text := format(
    'select n.distance from (select %s as distance from %s as s where s.%I is not null and s.ctid <> $2'
    ' order by %s fetch first %s rows %s) as n order by n.distance limit %s',
    _measured.distance, _measured.target, _measured.column_name, _measured.ordering, _wanted,
    case when _measured.kind = 'binary' then 'only' else 'with ties' end, k
  );
  _before text[];
  _vector vector;
  _is_timed boolean;
  _hits integer;
  _plan jsonb;
  _all_hits integer[];
  _plans jsonb[];
  _result pgmatch.recall_measurement;
begin
  perform pgmatch.check_measurement(_measured.method, _measured.kind, k, ef_search, probes, overfetch);

  _before := pgmatch.nods_set_scan(
    _measured.method, _wanted, _measured.index, _measured.ef_search, _measured.probes, ef_search, probes
  );
  if _measured.method = 'hnsw' then
    -- unlike a user's query, the row that is searched for takes one place among the candidates
    _before := array['hnsw.ef_search', current_setting('hnsw.ef_search')] || _before;
    perform set_config('hnsw.ef_search', least(1000, _before[2]::integer + 1)::text, true);
  end if;
  foreach _is_timed in array array[false, true] loop
    for i in 1..cardinality(queries) loop
      execute format('select s.%I from %s as s where s.ctid = $1', _measured.column_name, _measured.target)
      into _vector
      using queries[i];
      continue when _vector is null;
      if _is_timed then
        execute 'explain (analyze, buffers, timing off, format json) ' || _search
        into _plan
        using _vector, queries[i];
        _plans := _plans || (_plan -> 0);
      else
        execute format('select count(*) from (%s) as n where n.distance <= $3', _search)
        into _hits
        -- the last digits of a distance depend on how it was computed
        using _vector, queries[i], farthest[i] + 1e-6 * greatest(1, abs(farthest[i]));
        _all_hits := _all_hits || _hits;
      end if;
    end loop;
  end loop;
  for i in 1..cardinality(_before) by 2 loop
    perform set_config(_before[i], _before[i + 1], true);
  end loop;

  perform pgmatch.check_plan(_measured.index, _plans[1]);
  _result.index := _measured.index;
  _result.k := k;
  select count(*), sum(h.hits)::double precision / (count(*) * k), min(h.hits)::double precision / k
  into _result.sampled, _result.recall, _result.worst_recall
  from unnest(_all_hits) as h (hits);
  select
    round(percentile_cont(0.5) within group (order by p.ms)::numeric, 3),
    round(percentile_cont(0.95) within group (order by p.ms)::numeric, 3),
    avg(p.pages_hit),
    avg(p.pages_read)
  into _result.p50_ms, _result.p95_ms, _result.pages_hit, _result.pages_read
  from (
    select
      (e.plan ->> 'Planning Time')::double precision + (e.plan ->> 'Execution Time')::double precision as ms,
      (e.plan #>> '{Plan,Shared Hit Blocks}')::double precision as pages_hit,
      (e.plan #>> '{Plan,Shared Read Blocks}')::double precision as pages_read
    from unnest(_plans) as e (plan)
  ) as p;
  return _result;
end;
$$;

comment on function
pgmatch.measure_search(regclass, tid[], double precision[], integer, integer, integer, double precision, text) is
  'Searches through an index as users'' searches do; returns recall, time and pages.';

select pgmatch.register(
  'core',
  'function',
  'pgmatch.measure_search(regclass, tid[], double precision[], integer, integer, integer, double precision, text)'
);
