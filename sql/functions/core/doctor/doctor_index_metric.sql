-- doctor_index_metric: the vector indexes whose operator class serves another metric than searches order by.
create or replace function pgmatch.doctor_index_metric()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'warning',
    'index ' || pgmatch.full_name(i.index),
    format(
      'Its operator class is for %s, but searches order by %s, so none can use it. It takes %s MB.',
      i.metric,
      s.metrics,
      to_char(i.size / 1048576.0, 'FM999,999,990.0')
    ),
    array[pgmatch.index_drop(i.index)],
    false
  from (
    select m.target, m.embedding, string_agg(m.metric, ' and ' order by m.metric)
    from pgmatch.searched_metrics() as m
    group by m.target, m.embedding
  ) as s (target, embedding, metrics)
  cross join lateral pgmatch.vector_indexes(s.target, s.embedding) as i
  where i.complete and i.metric <> all(string_to_array(s.metrics, ' and '))
    -- whose searches name their metric, so that the one on record follows the index
    and not exists (
      select 1 from pgmatch.search as r
      where r.target = s.target
        and to_regprocedure('pgmatch.' || quote_ident(r.line || '_metric') || '(regclass)') is not null
    )
$$;

comment on function pgmatch.doctor_index_metric is
  'A vector index is for another metric than searches order by.';

revoke all on function pgmatch.doctor_index_metric from public;
