-- examine: what one rule of pgmatch.doctor finds.
--
-- If the rule fails, for example because a function that it needs is gone, that is its finding, and the others go on.
-- The rules of a line are left out if pgmatch does not read one of its tables unasked, see pgmatch.unread_table.
-- Their plans run once: where the server compiles them, that takes several times as long as to run them.
create or replace function pgmatch.examine(rule regprocedure)
returns setof pgmatch.doctor_finding
language plpgsql
stable
-- it compares what Postgres prints
set quote_all_identifiers = off
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
  if exists (
    select 1
    from pg_proc as p
    inner join pgmatch.install as i on starts_with(p.proname, i.line || '_doctor_')
    inner join pgmatch.watched_tables() as w on w.line in (i.line, i.base)
    cross join lateral pgmatch.unread_table(w.target)
    where p.oid = rule
  ) then
    return;
  end if;
  return query execute format('select f.* from %s as f', rule);
exception when others then
  return query select 'info', format('function %s', rule), format('Not checked: %s.', sqlerrm), '{}'::text[], false;
end;
$$;

comment on function pgmatch.examine is
  'What one rule of pgmatch.doctor finds, or why it could not be checked.';

revoke all on function pgmatch.examine from public;
