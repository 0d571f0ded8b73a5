-- presumed_metric: the metric of a column, as recorded by its line or of the vector indexes that it has, else cosine.
create or replace function pgmatch.presumed_metric(target regclass, embedding name)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select s.metric from pgmatch.search as s
      where s.target = presumed_metric.target and s.embedding = presumed_metric.embedding and s.line is not null
    ),
    (
      select case when count(distinct i.metric) = 1 then min(i.metric) end
      from pgmatch.vector_indexes(target, embedding) as i
    ),
    'cosine'
  )
$$;

comment on function pgmatch.presumed_metric is
  'The metric of a column, as recorded by its line or of the vector indexes that it has, else cosine.';

select pgmatch.register('core', 'function', 'pgmatch.presumed_metric');
