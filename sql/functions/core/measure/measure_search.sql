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
  queries pgmatch.row_place[],
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
-- as in pgmatch.walk
set enable_sort = off
set enable_seqscan = off
set jit = off
as $$
declare
  _measured constant pgmatch.index_to_measure := pgmatch.measured_index(index, metric);
  _wanted constant integer := case
    when _measured.kind = 'binary' then least(100000, ceil(k::float8 * coalesce(overfetch, _measured.overfetch, 20)))
    else k
  end;
  _search constant text := pgmatch.measured_statement(_measured, _wanted, k);
  _vector_of constant text := pg_catalog.format(
    'select s.%I from %s as s where s.tableoid = $1 and s.ctid = $2', _measured.column_name, _measured.target
  );
  _before pgmatch.setting[];
  _query pgmatch.row_place;
  _vector vector;
  _is_timed boolean;
  _hits integer;
  _plan jsonb;
  _all_hits integer[];
  _plans jsonb[];
  _result pgmatch.recall_measurement;
begin
  perform pgmatch.check_measurement(_measured.method, _measured.kind, k, ef_search, probes, overfetch);

  _before := pgmatch.set_measured_scan(_measured, _wanted, ef_search, probes);
  foreach _is_timed in array array[false, true] loop
    for i in 1..cardinality(queries) loop
      _query := queries[i];
      execute _vector_of into _vector using _query.part, _query.place;
      continue when _vector is null;
      if _is_timed then
        execute 'explain (analyze, buffers, timing off, format json) ' || _search
        into _plan
        using _vector, _query.part, _query.place;
        _plans := pg_catalog.array_append(_plans, _plan -> 0);
      else
        execute pg_catalog.format('select count(*) from (%s) as n where n.distance <= $4', _search)
        into _hits
        -- the last digits of a distance depend on how it was computed
        using _vector, _query.part, _query.place, farthest[i] + 1e-6::float8 * greatest(1::float8, abs(farthest[i]));
        _all_hits := pg_catalog.array_append(_all_hits, _hits);
      end if;
    end loop;
  end loop;
  perform pgmatch.put_back(_before);

  perform pgmatch.check_plan(_measured.index, _plans[1]);
  _result := pgmatch.measured_costs(_plans);
  _result.index := _measured.index;
  _result.k := k;
  select count(*), sum(h.hits)::float8 / (count(*) * k)::float8, min(h.hits)::float8 / k::float8
  into _result.sampled, _result.recall, _result.worst_recall
  from pg_catalog.unnest(_all_hits) as h (hits);
  return _result;
end;
$$;

comment on function pgmatch.measure_search is
  'Searches through an index as users'' searches do; returns recall, time and pages.';

select pgmatch.register('core', 'function', 'pgmatch.measure_search');
