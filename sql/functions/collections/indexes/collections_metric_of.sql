-- collections_metric_of: the metric that vecs calls by the name of a distance.
--
-- Raises 22023 for another name, and 22004 for null.
create or replace function pgmatch.collections_metric_of(measure text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _metric constant text := case measure
    when 'cosine_distance' then 'cosine'
    when 'l2_distance' then 'l2'
    when 'max_inner_product' then 'ip'
    when 'l1_distance' then 'l1'
  end;
begin
  if _metric is null then
    raise exception using
      errcode = case when measure is null then 'null_value_not_allowed' else 'invalid_parameter_value' end,
      message = format('measure %s does not exist', coalesce(quote_literal(left(measure, 100)), 'null')),
      hint = 'Use cosine_distance, l2_distance, max_inner_product or l1_distance.';
  end if;
  return _metric;
end;
$$;

comment on function pgmatch.collections_metric_of is
  'The metric that vecs calls by the name of a distance.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_metric_of', 'execute', 'execute');
