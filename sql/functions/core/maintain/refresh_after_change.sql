-- refresh_after_change: makes searches again after a statement has changed an index or the name of a table or column.
--
-- The event trigger of pgmatch.watch_indexes calls it. Whatever fails here is a warning that names the function and the
-- fix; the statement itself succeeds.
--
-- It runs with the rights of whoever ran the statement. A role without the rights of pgmatch's owner may not even read
-- the record, so nothing happens after its statements.
create or replace function pgmatch.refresh_after_change()
returns event_trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _target regclass;
  _name text;
  _problem text;
  _fix text;
begin
  if not exists (
    select 1 from pg_event_trigger as t inner join pg_proc as p on p.oid = t.evtfoid
    where t.evtname = 'pgmatch_refresh_searches' and pg_has_role(p.proowner, 'usage')
  ) then
    return;
  end if;
  for _target in
    select pgmatch.changed_searches(
      -- nothing if the statement does not say what it changed, as when it dropped an index
      (
        select array_agg(coalesce(x.indrelid, c.objid))
        from pg_event_trigger_ddl_commands() as c
        left join pg_index as x on x.indexrelid = c.objid
        where c.classid = 'pg_class'::regclass
      )
    )
  loop
    -- the statement holds a lock on the table, so to wait could be a deadlock
    if not pg_try_advisory_xact_lock(hashtext('pgmatch')) then
      raise exception using errcode = 'lock_not_available', message = 'another session changes what pgmatch records';
    end if;
    for _name, _problem, _fix in
      select r.name, r.problem, r.fix from pgmatch.refresh_searches(_target) as r where r.state <> 'fine'
    loop
      raise warning using
        message = format('%s could not be made anew after %s: %s', _name, tg_tag, _problem), hint = _fix;
    end loop;
  end loop;
exception when others then
  raise warning using
    message = format('the searches of pgmatch could not be made anew after %s: %s', tg_tag, sqlerrm),
    hint = 'Answers stay right, but may be slower until you run: select pgmatch.refresh_searches();';
end;
$$;

comment on function pgmatch.refresh_after_change is
  'Makes searches anew after a statement has changed an index or a name; the event trigger of pgmatch.watch_indexes.';

revoke all on function pgmatch.refresh_after_change from public;
