-- access_statement: the statement that brings everything of a line in step with its access mode again.
create or replace function pgmatch.access_statement(line text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format('select pgmatch.set_access(%L, %L);', i.access, i.line)
  from pgmatch.install as i
  where i.line = access_statement.line
$$;

comment on function pgmatch.access_statement(text) is
  'The statement that brings everything of a line in step with its access mode again.';

revoke all on function pgmatch.access_statement(text) from public;
