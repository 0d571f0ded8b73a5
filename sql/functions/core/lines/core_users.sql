-- core_users: what needs the core: the installed lines, searchable tables of the user's, what create_search made, and
-- indexes that are suspended.
--
-- A record of a table or function that somebody has dropped keeps nothing.
create or replace function pgmatch.core_users()
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format('the line "%s"', i.line) from pgmatch.install as i where i.line <> 'core'
  union all
  select format('a search of %s', s.target)
  from pgmatch.search as s
  inner join pg_class as c on c.oid = s.target
  where s.line is null
  union all
  select format('the function %s', pgmatch.search_oid(f)::oid::regproc)
  from pgmatch.search_function as f
  where pgmatch.search_oid(f) is not null
  union all
  select format('the suspended index %I of %s', s.name, s.target)
  from pgmatch.suspended_index as s
  inner join pg_class as c on c.oid = s.target
$$;

comment on function pgmatch.core_users is
  'What needs the core: the installed lines, searchable tables of the user''s, and what create_search made.';

revoke all on function pgmatch.core_users from public;
