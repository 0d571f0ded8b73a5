-- check_trusted: refuses to build on a schema or a type of a role that could replace it.
--
-- kind  'schema' or 'type'
-- name  quoted as in SQL
--
-- The owner of a database may own its schemas: PostgreSQL gives it the schema public. Raises 55000.
create or replace function pgmatch.check_trusted(kind text, name text, owner oid)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _wanted constant name := (
    select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = 'pgmatch.member'::regclass
  );
begin
  if pgmatch.is_trusted(owner) or kind = 'schema' and owner in (
    select d.datdba from pg_database as d where d.datname = current_database()
    union all
    select 'pg_database_owner'::regrole
  ) then
    return;
  end if;
  raise exception using
    errcode = 'object_not_in_prerequisite_state',
    message = format(
      'the %s %s belongs to the role "%s", which could replace what pgmatch makes',
      kind, name, pg_get_userbyid(owner)
    ),
    hint = format(
      'If you trust what is there: alter %s %s owner to %I; or install into another schema: -x schema=...',
      kind, name, _wanted
    );
end;
$$;

comment on function pgmatch.check_trusted is
  'Raises 55000 for a schema or a type of a role that could replace it.';

revoke all on function pgmatch.check_trusted from public;
