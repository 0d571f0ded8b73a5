-- add_user_role: creates the role pgmatch_user, which direct connections to Postgres use to act for a user.
--
-- Roles belong to the whole server, so another database may have created it. If the caller may not create roles,
-- this raises 42501, or only a notice if the API's role "authenticated" exists.
create or replace function pgmatch.add_user_role()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _statements constant text := format('create role pgmatch_user nologin; grant pgmatch_user to %I;', current_user);
begin
  if to_regrole('pgmatch_user') is not null then
    return;
  end if;
  execute _statements;
exception
  -- another database has just created it
  when duplicate_object or unique_violation then
    return;
  when insufficient_privilege then
    if to_regrole('authenticated') is null then
      raise exception using
        errcode = 'insufficient_privilege',
        message = format('the role pgmatch_user is missing, and "%s" may not create it', current_user),
        hint = format('Ask an administrator to run: %s', _statements);
    end if;
    raise notice using
      message = format('the role pgmatch_user is missing, and "%s" may not create it', current_user),
      hint = format('Only direct connections to Postgres need it. An administrator can run: %s', _statements);
end;
$$;

comment on function pgmatch.add_user_role is
  'Creates the role pgmatch_user, which direct connections to Postgres use to act for a user.';

revoke all on function pgmatch.add_user_role from public;
