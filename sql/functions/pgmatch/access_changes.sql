-- access_changes: the statements that give everything of some lines the privileges and policies of their access mode.
--
-- target  the table that a statement changes; null where it locks none
--
-- No row where everything is right already.
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
  from unnest(lines) as l (line)
  cross join lateral pgmatch.usage_changes(l.line) as u (statement)
  union all
  select case when m.kind = 'table' then pgmatch.member_oid(m.line, m.kind, m.name)::regclass end, c.statement
  from pgmatch.member as m
  cross join lateral pgmatch.member_changes(m.line, m.kind, m.name) as c (statement)
  where m.line = any(lines) and m.kind in ('table', 'sequence', 'function')
$$;

comment on function pgmatch.access_changes(text[]) is
  'The statements that give everything of some lines what their access mode says, and the tables that they change.';

revoke all on function pgmatch.access_changes(text[]) from public;
