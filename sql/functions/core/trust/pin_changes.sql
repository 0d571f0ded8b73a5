-- pin_changes: the statements that pin the functions of a line to its path, and let callers use the schemas on it.
--
-- A helper that uses no names of the line stays pinned to the catalog. Returns no rows if nothing has to change.
create or replace function pgmatch.pin_changes(line text)
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format('alter function %s set search_path = %s', p.oid::regprocedure, l.path)
  from pgmatch.pinned_path(line) as l (path)
  cross join pgmatch.line_members(line, 'function') as m
  inner join pg_proc as p on p.oid = m.object
  where not coalesce(p.proconfig, '{}') && array['search_path=pg_catalog, pg_temp', 'search_path=' || l.path]
  union all
  -- callers may lack USAGE on the schema that the extension has moved to
  select u.statement
  from pgmatch.usage_changes('core') as u (statement)
$$;

comment on function pgmatch.pin_changes is
  'The statements that pin the functions of a line to its path, and let callers use the schemas on it.';

revoke all on function pgmatch.pin_changes from public;
