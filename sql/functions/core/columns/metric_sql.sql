-- metric_sql: how SQL writes a metric: the operator of the distance, and the similarity that a column `distance` means.
--
-- The similarity is higher for a nearer row:
-- ip        the inner product, -infinity to infinity; -1 to 1 for vectors of length 1
-- cosine    1 - distance, -1 to 1
-- l2, l1    1 / (1 + distance), above 0 to 1
--
-- The operator names its schema, and the similarity has one type, so both mean the same under any search_path. Raises
-- 22023 for another metric.
create or replace function pgmatch.metric_sql(metric text, out operator text, out similarity text)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  select format('operator(%s.%s)', e.extnamespace::regnamespace, m.operator), m.similarity
  into operator, similarity
  from pg_extension as e
  inner join (
    values
      ('ip', '<#>', '0::float8 - distance'),
      ('cosine', '<=>', '1::float8 - distance'),
      ('l2', '<->', '1::float8 / (1::float8 + distance)'),
      ('l1', '<+>', '1::float8 / (1::float8 + distance)')
  ) as m (metric, operator, similarity) on m.metric = metric_sql.metric
  where e.extname = 'vector';
  if operator is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('metric %L does not exist', metric),
      hint = 'Use ip, cosine, l2 or l1.';
  end if;
end;
$$;

comment on function pgmatch.metric_sql is
  'How SQL writes a metric: the operator of the distance, and the similarity that a column distance means.';

select pgmatch.register('core', 'function', 'pgmatch.metric_sql', 'execute', 'execute');
