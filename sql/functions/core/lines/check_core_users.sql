-- check_core_users: refuses to remove from the core while something needs it. Raises 2BP01.
create or replace function pgmatch.check_core_users()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _user constant text := (select min(u.name) from pgmatch.core_users() as u (name));
begin
  if _user is not null then
    raise exception using
      errcode = 'dependent_objects_still_exist',
      message = format('%s needs the core', _user),
      hint = 'Remove first what needs it: select * from pgmatch.core_users();';
  end if;
end;
$$;

comment on function pgmatch.check_core_users is
  'Raises 2BP01 while something needs the core.';

revoke all on function pgmatch.check_core_users from public;
