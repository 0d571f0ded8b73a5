-- collections_metric: the metric that is recorded of a collection: that of its vector index, else cosine.
--
-- A query names its measure. The record is for the tools that look after indexes.
create or replace function pgmatch.collections_metric(target regclass)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select v.metric
      from pgmatch.vector_indexes(target, 'vec') as v
      where v.complete and v.metric is not null
      order by v.metric <> 'cosine', v.index::oid
      limit 1
    ),
    'cosine'
  )
$$;

comment on function pgmatch.collections_metric is
  'The metric that is recorded of a collection: that of its vector index, else cosine.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_metric');
