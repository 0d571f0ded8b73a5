-- nearest_exact: for each of some rows, the distance of its k-th nearest other row, found by comparing all rows.
--
-- Searches are measured against this: every row at most that far is one of the k nearest. index and metric are
-- arguments of pgmatch.measured_index; queries is the result of pgmatch.recall_queries. Rows that no longer exist are
-- left out. ms is how long the comparison took.
create or replace function pgmatch.nearest_exact(
  index regclass,
  queries pgmatch.row_place[],
  k integer,
  metric text default null
)
returns table (query pgmatch.row_place, farthest double precision, ms double precision)
language plpgsql
volatile
set search_path from current
set jit = off
as $$
declare
  _measured constant pgmatch.index_to_measure := pgmatch.measured_index(index, metric);
  _vector_of constant text := pg_catalog.format(
    'select s.%I from %s as s where s.tableoid = $1 and s.ctid = $2', _measured.column_name, _measured.target
  );
  _vector vector;
  _start timestamptz;
begin
  foreach query in array queries loop
    execute _vector_of into _vector using query.part, query.place;
    continue when _vector is null;
    _start := clock_timestamp();
    execute pg_catalog.format(
      -- the 0 keeps the planner from using an index
      'select %1$s from %2$s as s where s.%3$I is not null and (s.tableoid, s.ctid) <> ($2, $3)'
      ' order by (%1$s) + 0::float8 offset %4$s limit 1',
      _measured.distance, _measured.target, _measured.column_name, k - 1
    )
    into farthest
    using _vector, query.part, query.place;
    ms := 1000::numeric * extract(epoch from clock_timestamp() - _start);
    return next;
  end loop;
end;
$$;

comment on function pgmatch.nearest_exact is
  'For each of some rows, the distance of its k-th nearest other row, found by comparing all rows.';

select pgmatch.register('core', 'function', 'pgmatch.nearest_exact');
