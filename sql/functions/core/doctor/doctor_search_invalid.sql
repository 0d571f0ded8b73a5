-- doctor_search_invalid: functions of pgmatch.create_search whose declaration no longer suits their table.
create or replace function pgmatch.doctor_search_invalid()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select 'error', 'function ' || s.name, s.problem, array_remove(array[s.fix], null), false
  from pgmatch.searches as s
  where s.state = 'invalid'
$$;

comment on function pgmatch.doctor_search_invalid is
  'The declaration of a search function no longer suits its table.';

revoke all on function pgmatch.doctor_search_invalid from public;
