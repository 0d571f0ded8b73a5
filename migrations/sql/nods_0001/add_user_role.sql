-- add_user_role: makes the role pgmatch_user, which connections to Postgres itself act as for a user.
--
-- Roles belong to the whole server, so that of another database may be there. Where the API's role
-- "authenticated" is, a missing right to make roles is a notice only; elsewhere it raises 42501.
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
  -- made just now, for another database
  when duplicate_object or unique_violation then
    return;
  when insufficient_privilege then
    if to_regrole('authenticated') is null then
      raise exception using
        errcode = 'insufficient_privilege',
        message = format('the role pgmatch_user is missing, and "%s" may not create it', current_user),
        hint = format('Let an administrator run: %s', _statements);
    end if;
    raise notice using
      message = format('the role pgmatch_user is missing, and "%s" may not create it', current_user),
      hint = format('Only connections to Postgres itself need it. An administrator can run: %s', _statements);
end;
$$;

comment on function pgmatch.add_user_role() is
  'Makes the role pgmatch_user, as which connections to Postgres itself act for a user.';

revoke all on function pgmatch.add_user_role() from public;
