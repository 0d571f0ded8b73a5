-- apply_access: gives one member of a line the privileges and policies of the access mode.
create or replace function pgmatch.apply_access(line text, kind text, name text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _statement text;
begin
  for _statement in
    select c.statement from pgmatch.member_changes(line, kind, name) as c
  loop
    execute _statement;
  end loop;
end;
$$;

comment on function pgmatch.apply_access is
  'Gives one table, sequence or function of a line the privileges and policies of the access mode.';

revoke all on function pgmatch.apply_access from public;
