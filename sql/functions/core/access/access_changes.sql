-- access_changes: the statements that bring the privileges and policies of lines in step with their access mode.
--
-- What belongs to the core is always included, because every mode decides who may use it.
--
-- target  the table that a statement changes; null if it locks none
--
-- Returns no rows if nothing has to change.
create or replace function pgmatch.access_changes(lines text[])
returns table (target regclass, statement text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select null::regclass, i.statement
  from pgmatch.internal_changes() as i (statement)
  union all
  select null, u.statement
  from (select unnest(lines) union select 'core') as l (line)
  cross join lateral pgmatch.usage_changes(l.line) as u (statement)
  union all
  select c.target, c.statement
  from (select unnest(lines) union select 'core') as l (line)
  cross join lateral pgmatch.member_changes(l.line) as c
$$;

comment on function pgmatch.access_changes is
  'The statements that bring privileges and policies in step with the access mode, and the tables that they change.';

revoke all on function pgmatch.access_changes from public;
