-- doctor_statistics: tables that were never analyzed, or have grown or shrunk much since; every row is counted.
create or replace function pgmatch.doctor_statistics()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'warning',
    'table ' || w.name,
    case
      when w.was_analyzed then format(
        'Has %s rows, but the planner assumes %s. Last analyzed: %s.',
        pgmatch.grouped(w.rows),
        pgmatch.grouped(w.estimate),
        coalesce(greatest(t.last_analyze, t.last_autoanalyze)::date::text, 'not known')
      )
      else format('Has %s rows, but was never analyzed.', pgmatch.grouped(w.rows))
    end,
    array[format('analyze %s;', w.name)],
    true
  from (
    select
      c.oid,
      pgmatch.full_name(c.oid),
      c.reltuples::bigint,
      c.reltuples >= 0 and exists (
        select 1 from pg_stats as s where s.schemaname = n.nspname and s.tablename = c.relname
      ),
      -- unlike a where, it never counts first
      case when not exists (select 1 from pgmatch.unread_table(t.target)) then pgmatch.row_count(t.target) end
    from (select distinct w.target from pgmatch.watched_tables() as w) as t
    inner join pg_class as c on c.oid = t.target
    inner join pg_namespace as n on n.oid = c.relnamespace
  ) as w (id, name, estimate, was_analyzed, rows)
  left join pg_stat_all_tables as t on t.relid = w.id
  where w.rows > 100
    and (not w.was_analyzed or w.rows > 2 * w.estimate or w.estimate > 2 * w.rows)
$$;

comment on function pgmatch.doctor_statistics is
  'The planner does not know how many rows a table has.';

revoke all on function pgmatch.doctor_statistics from public;
