-- The schema for everything that clients do not use. Alembic keeps its version table there, so it must exist before the
-- first revision.
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
      'Ask the owner of the database to run: grant create on database %I to %I;', current_database(), current_user
    );
end;
$$;
