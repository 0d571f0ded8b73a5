-- core_users: what needs the core: the installed lines, searchable tables of the user's, and what create_search made.
create or replace function pgmatch.core_users()
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format('the line "%s"', i.line) from pgmatch.install as i where i.line <> 'core'
  union all
  select format('a search of %s', s.target) from pgmatch.search as s where s.line is null
  union all
  select format('the function %I.%I', f.schema_name, f.name) from pgmatch.search_function as f
$$;

comment on function pgmatch.core_users() is
  'What needs the core: the installed lines, searchable tables of the user''s, and what create_search made.';

revoke all on function pgmatch.core_users() from public;
