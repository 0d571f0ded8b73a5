-- The schema for everything that clients do not use. Alembic keeps its version table there, so it must exist before the
-- first revision. Whoever owns it could replace what runs in it.
do $$
declare
  _owner oid := (select n.nspowner from pg_namespace as n where n.nspname = 'pgmatch');
begin
  if _owner is null then
    create schema pgmatch;
  -- as pgmatch.is_trusted, which may not exist yet
  elsif not pg_has_role(_owner, current_user, 'usage') and (
    select r.rolsuper or not pg_has_role(_owner, 'usage') from pg_roles as r where r.rolname = current_user
  ) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format(
        'the schema pgmatch belongs to the role "%s", not to "%s"', pg_get_userbyid(_owner), current_user
      ),
      hint = format(
        'If pgmatch was installed by %1$I, run this as %1$I. Else: drop schema pgmatch cascade;',
        pg_get_userbyid(_owner)
      );
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
