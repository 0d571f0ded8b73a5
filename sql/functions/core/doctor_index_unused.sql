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
    array[format('pgmatch index drop %s --yes', pgmatch.shell_word(pgmatch.full_name(i.index)))],
    false
  from pgmatch.searched_columns() as s
  cross join lateral pgmatch.search_index(s.target, s.embedding, s.metric) as u
  cross join lateral pgmatch.vector_indexes(s.target, s.embedding) as i
  inner join pg_stat_database as d on d.datname = current_database()
  left join pg_stat_all_indexes as t on t.indexrelid = i.index
  where i.complete
    and (i.metric = s.metric or i.kind = 'binary')
    and i.index is distinct from u.index
    and coalesce(t.idx_scan, 0) = 0
$$;

comment on function pgmatch.doctor_index_unused is
  'Nothing uses a vector index.';

revoke all on function pgmatch.doctor_index_unused from public;
