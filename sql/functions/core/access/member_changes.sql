-- member_changes: the statements that bring the members of a line, or one of them, in step with the access mode.
--
-- target  the table that a statement changes; null if it changes none
--
-- Returns no rows if nothing has to change, or if somebody has dropped the object. Does not rely on default privileges,
-- which differ between Supabase projects.
create or replace function pgmatch.member_changes(line text, kind text default null, name text default null)
returns table (target regclass, statement text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with wanted as materialized (
    select * from pgmatch.member_privileges(line, kind, name)
  )

  select t.target, c.statement
  from pgmatch.line_members(line, 'table', name) as m
  cross join lateral (select m.object::regclass) as t (target)
  cross join lateral pgmatch.policy_changes(
    member_changes.line,
    t.target,
    m.readers,
    m.writers,
    (
      select a.attname from pg_attribute as a
      where a.attrelid = t.target and a.attname = m.owner and not a.attisdropped
    ),
    m.shared
  ) as c (statement)
  where coalesce(member_changes.kind, 'table') = 'table' and t.target is not null
  union all
  select
    case w.kind when 'table' then w.object::regclass end,
    format('revoke all on %s %s from %s', w.kind, o.name, quote_ident(w.role))
      -- null where nothing is to be granted
      || coalesce('; grant ' || w.privileges || format(' on %s %s to %s', w.kind, o.name, quote_ident(w.role)), '')
  from wanted as w
  cross join lateral (
    select case w.kind when 'function' then w.object::regprocedure::text else w.object::regclass::text end
  ) as o (name)
  left join pgmatch.granted(array(select w.object from wanted as w)) as g
    on (g.kind, g.object, g.role) = (w.kind, w.object, w.role)
  where g.privileges is distinct from w.privileges
$$;

comment on function pgmatch.member_changes is
  'The statements that bring the tables, sequences and functions of a line in step with the access mode.';

revoke all on function pgmatch.member_changes from public;
