-- Removes the line from the record, and the record if this was the last line.
--
-- The version table stays, because Alembic writes to it after this step. `pgmatch uninstall` removes it.
select pgmatch.lock_line('nods');

do $$
declare
  _install pgmatch.install;
  _roles name[] := array(select pgmatch.api_roles());
  _role name;
  _function regprocedure;
  _usage text;
begin
  for _usage in
    select u.usage from pgmatch.install as i cross join unnest(i.usages) as u (usage) where i.line = 'nods'
  loop
    begin
      execute 'revoke usage on ' || _usage;
    exception when undefined_object or invalid_schema_name then
      null; -- the grant went with the role or the schema
    end;
  end loop;
  delete from pgmatch.member as m where m.line = 'nods';
  delete from pgmatch.install as i where i.line = 'nods' returning i.* into _install;

  if _install.schema_created and not exists (
    select from pg_depend as d
    where d.refclassid = 'pg_namespace'::regclass and d.refobjid = to_regnamespace(quote_ident(_install.schema_name))
  ) then
    execute format('drop schema %I', _install.schema_name);
  end if;

  if exists (select from pgmatch.install) then
    return;
  end if;

  drop table pgmatch.member, pgmatch.index_tuning, pgmatch.install cascade;
  for _function in
    select p.oid::regprocedure from pg_proc as p where p.pronamespace = 'pgmatch'::regnamespace
  loop
    execute format('drop function %s', _function);
  end loop;
  drop type pgmatch.doctor_finding;
  drop policy if exists pgmatch_nobody on pgmatch.nods_version;
  alter table pgmatch.nods_version disable row level security;
  foreach _role in array _roles loop
    execute format('revoke all on schema pgmatch from %I', _role);
  end loop;
end;
$$;
