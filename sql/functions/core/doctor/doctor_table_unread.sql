-- doctor_table_unread: the tables that pgmatch does not read unasked, so that other rules say nothing of them.
create or replace function pgmatch.doctor_table_unread()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select 'warning', 'table ' || pgmatch.full_name(w.target), u.problem, array[u.fix], false
  from (select distinct t.target from pgmatch.watched_tables() as t) as w
  cross join lateral pgmatch.unread_table(w.target) as u
$$;

comment on function pgmatch.doctor_table_unread is
  'A table was not checked, because to read it could run the code of a stranger.';

revoke all on function pgmatch.doctor_table_unread from public;
