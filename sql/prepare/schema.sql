-- The schema of everything that is not for clients. Alembic needs it for its version table, before the first revision.
do $$
begin
  if to_regnamespace('pgmatch') is null then
    create schema pgmatch;
  end if;
exception when insufficient_privilege then
  raise exception using
    errcode = 'insufficient_privilege',
    message = format('role "%s" may not create a schema in database "%s"', current_user, current_database()),
    detail = sqlerrm,
    hint = format(
      'Let the owner of the database run once: grant create on database %I to %I;', current_database(), current_user
    );
end;
$$;
