-- doctor_index_missing: columns that no index serves, so that each search reads every row.
create or replace function pgmatch.doctor_index_missing()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    case when c.rows > 1000 then 'error' else 'warning' end,
    format('column %s.%I', pgmatch.full_name(s.target), s.embedding),
    format(
      'No valid index supports the metric %s: every search compares all %s rows.', s.metric, pgmatch.grouped(c.rows)
    ),
    array[
      coalesce(
        -- as in index_invalid, so that the index is not built twice
        (
          select 'pgmatch index rebuild ' || pgmatch.shell_word(pgmatch.full_name(u.index))
          from pgmatch.unfinished_indexes(s.target) as u
          inner join pgmatch.vector_indexes(s.target, s.embedding) as v on v.index = u.index
          where not u.is_left and (v.metric = s.metric or v.kind = 'binary')
          order by pgmatch.full_name(u.index)
          limit 1
        ),
        'pgmatch index create' || case
          when s.line is null
            then ' ' || pgmatch.shell_word(format('%s.%I', pgmatch.full_name(s.target), s.embedding))
          else ''
        end
      )
    ],
    true
  from pgmatch.searched_columns() as s
  inner join pg_class as t on t.oid = s.target
  cross join lateral pgmatch.search_index(s.target, s.embedding, s.metric) as i
  cross join lateral (
    select case when t.reltuples < 0 then pgmatch.row_count(s.target) else t.reltuples::bigint end
  ) as c (rows)
  where i.index is null
$$;

comment on function pgmatch.doctor_index_missing is
  'No index supports the searches of a column.';

revoke all on function pgmatch.doctor_index_missing from public;
