-- access_statement: the statement that brings everything of a line in step with its access mode again.
--
-- The mode of any line also rules what belongs to the core.
create or replace function pgmatch.access_statement(line text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select format('select pgmatch.set_access(%L, %L);', i.access, i.line)
      from pgmatch.install as i
      where i.access is not null and (i.line = access_statement.line or access_statement.line = 'core')
      order by i.line
      limit 1
    ),
    'select pgmatch.apply_changes(array[''core'']);'
  )
$$;

comment on function pgmatch.access_statement is
  'The statement that brings everything of a line in step with its access mode again.';

revoke all on function pgmatch.access_statement from public;
