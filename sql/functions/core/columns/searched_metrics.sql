-- searched_metrics: the columns of embeddings that can be searched, with each metric that a search of them has.
create or replace function pgmatch.searched_metrics()
returns table (target regclass, embedding name, metric text, line text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select s.target, s.embedding, s.metric, s.line
  from pgmatch.searched_columns() as s
  union
  select s.target, s.embedding, d.metric, s.line
  from pgmatch.searched_columns() as s
  inner join pgmatch.declared_searches() as d on d.target = s.target and d.embedding = s.embedding
$$;

comment on function pgmatch.searched_metrics is
  'The columns of embeddings that can be searched, with each metric that a search of them has.';

revoke all on function pgmatch.searched_metrics from public;
