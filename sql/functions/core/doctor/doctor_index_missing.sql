-- doctor_index_missing: columns that no index serves, so that each search reads every row.
create or replace function pgmatch.doctor_index_missing()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    -- so few are compared as fast as through an index
    case when c.rows > 1000 then 'error' else 'info' end,
    format('column %s.%I', pgmatch.full_name(s.target), s.embedding),
    format(
      'No valid index supports the metric %s: every search compares %s.',
      s.metric,
      case c.rows when 1 then 'the only row' else format('all %s rows', pgmatch.grouped(c.rows)) end
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
        -- which pgmatch index create refuses: partitions cannot be indexed concurrently, a column has one metric
        case when t.relkind = 'p' or not w.is_recorded then (
          select format(
            case when a.atttypmod > 2000 and y.typname = 'vector'
              then 'create index%s on %s using hnsw ((%I::%s.halfvec(%7$s)) %4$s.halfvec_%6$s_ops);'
              else 'create index%s on %s using hnsw (%I %s.%s_%s_ops);'
            end,
            case when t.relkind = 'p' then '' else ' concurrently' end,
            pgmatch.full_name(s.target), s.embedding, quote_ident(n.nspname), y.typname, s.metric, a.atttypmod
          )
          from pg_attribute as a
          inner join pg_type as y on y.oid = a.atttypid
          inner join pg_namespace as n on n.oid = y.typnamespace
          where a.attrelid = s.target and a.attname = s.embedding
        ) end,
        'pgmatch index create ' || pgmatch.shell_word(format('%s.%I', pgmatch.full_name(s.target), s.embedding))
      )
    ],
    -- else the build would block writes
    t.relkind <> 'p'
  from pgmatch.searched_metrics() as s
  inner join pg_class as t on t.oid = s.target
  cross join lateral pgmatch.search_index(s.target, s.embedding, s.metric) as i
  cross join lateral (
    select case when t.reltuples < 0 then pgmatch.row_count(s.target) else t.reltuples::bigint end
  ) as c (rows)
  cross join lateral (
    select exists (
      select 1 from pgmatch.search as r
      where r.target = s.target and r.embedding = s.embedding and r.metric = s.metric
    )
  ) as w (is_recorded)
  where i.index is null
    -- a table that users make has an index when they want one
    and (
      c.rows > 1000
      or not exists (select 1 from pgmatch.install as l where l.line = s.line and l.tables_schema is not null)
    )
    -- which index_suspended tells
    and not exists (select 1 from pgmatch.suspended_index as x where x.target = s.target)
$$;

comment on function pgmatch.doctor_index_missing is
  'No index supports the searches of a column.';

revoke all on function pgmatch.doctor_index_missing from public;
