-- apply_changes: brings the privileges and policies of lines, and those of the core, in step with the access mode.
--
-- The first of the lines is the one that the others build on. Runs the statements of pgmatch.access_changes.
create or replace function pgmatch.apply_changes(lines text[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _statement text;
begin
  for _statement in
    select c.statement from pgmatch.access_changes(lines) as c
  loop
    execute _statement;
    -- a downgrade revokes it; lines share the grants of the one that they build on
    if _statement like 'grant usage on schema %' then
      update pgmatch.install as i
      set usages = array_append(array_remove(i.usages, u.usage), u.usage)
      from (values (regexp_replace(_statement, '^grant usage on (.*) to (.*)$', E'\\1 from \\2'))) as u (usage)
      where i.line = lines[1];
    elsif _statement like 'alter default privileges %' then
      update pgmatch.install as i
      set usages = array_append(array_remove(i.usages, 'new tables'), 'new tables')
      where i.line = lines[1];
    end if;
  end loop;
end;
$$;

comment on function pgmatch.apply_changes is
  'Brings the privileges and policies of lines, and those of the core, in step with the access mode.';

revoke all on function pgmatch.apply_changes from public;
