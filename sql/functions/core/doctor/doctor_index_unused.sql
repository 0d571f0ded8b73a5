-- doctor_index_unused: the vector indexes of the right metric that searches pass over, and nobody else has used.
create or replace function pgmatch.doctor_index_unused()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'warning',
    'index ' || pgmatch.full_name(i.index),
    format(
      'Searches use another index, and nothing has used this one since %s. It takes %s MB and slows down every write.',
      coalesce(d.stats_reset::date::text, 'the statistics began'),
      to_char(i.size / 1048576.0, 'FM999,999,990.0')
    ),
    array[pgmatch.index_drop(i.index)],
    false
  from (select distinct m.target, m.embedding from pgmatch.searched_metrics() as m) as s
  cross join lateral pgmatch.vector_indexes(s.target, s.embedding) as i
  inner join pg_stat_database as d on d.datname = current_database()
  left join pg_stat_all_indexes as t on t.indexrelid = i.index
  cross join lateral (
    select bool_or(i.index = u.index) as is_used, bool_or(i.metric = m.metric or i.kind = 'binary') as is_usable
    from pgmatch.searched_metrics() as m
    cross join lateral pgmatch.search_index(m.target, m.embedding, m.metric) as u
    where m.target = s.target and m.embedding = s.embedding
  ) as w
  where i.complete and w.is_usable and w.is_used is not true and coalesce(t.idx_scan, 0) = 0
$$;

comment on function pgmatch.doctor_index_unused is
  'Nothing uses a vector index.';

revoke all on function pgmatch.doctor_index_unused from public;
