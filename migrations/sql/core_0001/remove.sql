-- Drops the record and its functions. Refuses while a line is installed or a table of the user's can be searched.
--
-- The version table stays, because Alembic writes to it after this step. `pgmatch uninstall` removes it.
select pgmatch.check_core_users();

do $$
declare
  _roles name[] := array(select pgmatch.api_roles());
  _role name;
  _function regprocedure;
begin
  drop table
    pgmatch.member,
    pgmatch.search,
    pgmatch.search_function,
    pgmatch.index_tuning,
    pgmatch.suspended_index,
    pgmatch.install
  cascade;
  for _function in
    select p.oid::regprocedure from pg_proc as p where p.pronamespace = 'pgmatch'::regnamespace
  loop
    execute format('drop function %s', _function);
  end loop;
  drop type pgmatch.doctor_finding;
  drop policy if exists pgmatch_nobody on pgmatch.core_version;
  alter table pgmatch.core_version disable row level security;
  foreach _role in array _roles loop
    execute format('revoke all on schema pgmatch from %I', _role);
  end loop;
end;
$$;
