-- recall_queries: rows of a table whose vectors serve as queries when recall is measured.
--
-- A sample that is the same every time as long as the rows stay where they are, of at most `sample` rows.
-- Rows without vector or with one of zeros are not taken. Raises 22023 for a sample outside 1 to 10,000, a k
-- outside 1 to 10,000, and a table that has not k rows besides a query.
create or replace function pgmatch.recall_queries(target regclass, column_name name, sample integer, k integer)
returns tid[]
language plpgsql
stable
set search_path from current
set jit = off
as $$
declare
  _rows tid[];
begin
  if sample is null or sample not between 1 and 10000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('sample %s is not between 1 and 10000', coalesce(sample::text, 'null')),
      hint = 'Pass how many rows of the table to search for.';
  elsif k is null or k not between 1 and 10000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('k %s is not between 1 and 10000', coalesce(k::text, 'null')),
      hint = 'Pass how many rows your searches ask for.';
  end if;

  execute format(
    'select array_agg(r.ctid) from (select s.ctid from %s as s'
    ' where vector_norm(s.%I::vector) > 0 order by hashtidextended(s.ctid, 0) limit %s) as r',
    target, column_name, greatest(sample, k + 1)
  )
  into _rows;
  if coalesce(cardinality(_rows), 0) <= k then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format(
        '%s rows of %s have a vector; to find k = %s besides the query takes %s',
        coalesce(cardinality(_rows), 0), target, k, k + 1
      ),
      hint = 'Load the rows first, or pass a smaller k.';
  end if;
  return _rows[:sample];
end;
$$;

comment on function pgmatch.recall_queries(regclass, name, integer, integer) is
  'A repeatable sample of rows whose vectors serve as queries when recall is measured.';

select pgmatch.register('nods', 'function', 'pgmatch.recall_queries(regclass, name, integer, integer)');
