-- doctor_index_watch: the event trigger of pgmatch.watch_indexes, and what is wrong with it.
create or replace function pgmatch.doctor_index_watch()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    case when w.is_risky or w.is_off then 'warning' else 'info' end,
    'event trigger pgmatch_refresh_searches',
    case
      when w.is_risky then format(
        'Runs functions that %I may change with the rights of whoever changes a table.', pg_get_userbyid(w.owner)
      )
      when w.is_off then 'Is disabled, so searches do not follow changes of indexes by themselves.'
      else 'Makes searches follow changes of indexes. A dump contains it, and only a role that may create event'
        ' triggers can restore it.'
    end,
    case
      when w.is_risky then '{select pgmatch.watch_indexes(false);}'::text[]
      when w.is_off then '{select pgmatch.watch_indexes();}'
      else '{}'
    end,
    false
  from (
    select p.proowner, p.proowner <> t.evtowner and not r.rolsuper, t.evtenabled in ('D', 'R')
    from pg_event_trigger as t
    inner join pg_proc as p on p.oid = t.evtfoid
    inner join pg_roles as r on r.oid = p.proowner
    where t.evtname = 'pgmatch_refresh_searches'
  ) as w (owner, is_risky, is_off)
$$;

comment on function pgmatch.doctor_index_watch is
  'Searches follow changes of indexes through an event trigger.';

revoke all on function pgmatch.doctor_index_watch from public;
