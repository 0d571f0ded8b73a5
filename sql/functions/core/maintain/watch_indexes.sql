-- watch_indexes: makes the functions of pgmatch.create_search follow each change of an index or a table by themselves.
--
-- is_on  false to end it
--
-- It creates an event trigger, which calls pgmatch.refresh_after_change at the end of each such statement. It is off
-- unless you turn it on: a dump contains the event trigger, and only a role that may create one can restore it.
--
-- An event trigger runs with the rights of whoever changes a table, and the owner of pgmatch decides what it runs. So
-- the owner must be a role that may create event triggers, and must turn it on: then nobody gains rights.
--
-- Raises 22004 for null, and 42501 if the role does not own pgmatch or may not create event triggers.
create or replace function pgmatch.watch_indexes(is_on boolean default true)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _by_hand constant text := 'Otherwise, run this after you change an index: select pgmatch.refresh_searches();';
  _owner constant name := (
    select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = 'pgmatch.search_function'::regclass
  );
begin
  if is_on is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = 'is_on is null',
      hint = 'Pass true to let searches follow changes of indexes, or false to end it.';
  elsif is_on and current_user <> _owner then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('pgmatch belongs to %I, not to %I', _owner, current_user),
      hint = format('If %I may create event triggers, run it as this role. %s', _owner, _by_hand);
  end if;

  if exists (select 1 from pg_event_trigger as t where t.evtname = 'pgmatch_refresh_searches') then
    drop event trigger pgmatch_refresh_searches;
  end if;
  if not is_on then
    return;
  end if;
  begin
    execute format(
      'create event trigger pgmatch_refresh_searches on ddl_command_end when tag in (%s)'
      ' execute function pgmatch.refresh_after_change()',
      (
        select string_agg(quote_literal(t.tag), ', ')
        from unnest(
          array['CREATE INDEX', 'ALTER INDEX', 'DROP INDEX', 'ALTER TABLE', 'ALTER MATERIALIZED VIEW', 'ALTER SCHEMA']
          -- before PostgreSQL 17, it is no event
          || case when current_setting('server_version_num')::integer >= 170000 then array['REINDEX'] end
        ) as t (tag)
      )
    );
  exception when insufficient_privilege then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('%I may not create event triggers', current_user),
      hint = 'A superuser may; on Supabase, the role postgres. ' || _by_hand;
  end;
end;
$$;

comment on function pgmatch.watch_indexes is
  'Makes searches follow each change of an index or a table by themselves; false ends it.';

revoke all on function pgmatch.watch_indexes from public;
