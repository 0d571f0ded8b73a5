-- recall_queries: rows of a table whose vectors serve as queries to measure recall.
--
-- Takes at most `sample` rows, the same ones every time as long as no row moves. Skips rows without a vector or with a
-- vector of zeros. Raises 22023 for a sample or k outside 1 to 10,000, and if the table does not have k rows besides
-- the query.
create or replace function pgmatch.recall_queries(target regclass, column_name name, sample integer, k integer)
returns pgmatch.row_place[]
language plpgsql
stable
set search_path from current
set jit = off
as $$
declare
  _rows pgmatch.row_place[];
begin
  if sample is null or sample not between 1 and 10000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('sample %s is not between 1 and 10000', coalesce(sample::text, 'null')),
      hint = 'Pass how many rows of the table to search for.';
  elsif k is null or k not between 1 and 10000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('k %s is not between 1 and 10000', coalesce(k::text, 'null')),
      hint = 'Pass how many rows your searches ask for.';
  end if;

  execute pg_catalog.format(
    'select pg_catalog.array_agg(row(r.part, r.place)::pgmatch.row_place)'
    ' from (select s.tableoid as part, s.ctid as place from %s as s where vector_norm(s.%I::vector) > 0::float8'
    ' order by pg_catalog.hashtidextended(s.ctid, 0), s.tableoid::regclass::text limit %s) as r',
    target, column_name, greatest(sample, k + 1)
  )
  into _rows;
  if coalesce(pg_catalog.cardinality(_rows), 0) <= k then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format(
        '%s of %s %s a vector, but finding k = %s besides the query takes %s',
        pgmatch.counted(coalesce(pg_catalog.cardinality(_rows), 0), 'row', 'rows'), target,
        case pg_catalog.cardinality(_rows) when 1 then 'has' else 'have' end, k, k + 1
      ),
      hint = 'Load the rows first, or pass a smaller k.';
  end if;
  return _rows[:sample];
end;
$$;

comment on function pgmatch.recall_queries is
  'A repeatable sample of rows whose vectors serve as queries to measure recall.';

select pgmatch.register('core', 'function', 'pgmatch.recall_queries');
