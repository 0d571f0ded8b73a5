-- examine: what one rule of pgmatch.doctor finds.
--
-- If the rule fails, for example because a function that it needs is gone, that is its finding, and the others go on.
create or replace function pgmatch.examine(rule regprocedure)
returns setof pgmatch.doctor_finding
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return query execute format('select f.* from %s as f', rule);
exception when others then
  return query select 'info', format('function %s', rule), format('Not checked: %s.', sqlerrm), '{}'::text[], false;
end;
$$;

comment on function pgmatch.examine is
  'What one rule of pgmatch.doctor finds, or why it could not be checked.';

revoke all on function pgmatch.examine from public;
