-- measured_statement: the SQL with which pgmatch.measure_search searches through an index: the distances of k rows.
--
-- $1 is the vector, $2 and $3 the place of its row, which is left out. wanted is how many rows the scan returns.
create or replace function pgmatch.measured_statement(measured pgmatch.index_to_measure, wanted integer, k integer)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select format(
    'select n.distance from (select %s as distance from %s as s'
    ' where s.%I is not null and (s.tableoid, s.ctid) <> ($2, $3)'
    ' order by %s fetch first %s rows %s) as n order by n.distance limit %s',
    measured.distance, measured.target, measured.column_name, measured.ordering, wanted,
    case when measured.kind = 'binary' then 'only' else 'with ties' end, k
  )
$$;

comment on function pgmatch.measured_statement is
  'The SQL with which pgmatch.measure_search searches through an index.';

select pgmatch.register('core', 'function', 'pgmatch.measured_statement');
