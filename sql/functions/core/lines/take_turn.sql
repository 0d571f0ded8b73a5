-- take_turn: waits until no other session changes what pgmatch records, and keeps others out until the end of the
-- transaction.
--
-- Waits for lock_timeout, or for a minute if that is 0; then raises 55P03 and names the session in the way. Any role
-- can take such a lock, so that session need not be one of pgmatch.
--
-- Migrations also run its body as a block, before the function exists and under any search_path.
create or replace function pgmatch.take_turn()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _given constant text := current_setting('lock_timeout');
begin
  if pg_try_advisory_xact_lock(hashtext('pgmatch')::bigint) then
    return;
  end if;
  perform set_config('lock_timeout', coalesce(nullif(_given, '0'), '1min'), true);
  perform pg_advisory_xact_lock(hashtext('pgmatch')::bigint);
  perform set_config('lock_timeout', _given, true);
exception when lock_not_available then
  raise exception using
    errcode = 'lock_not_available',
    message = 'lock timeout: another session holds the advisory lock of pgmatch',
    hint = pg_catalog.format(
      'Try again later, or see which session it is: select * from pg_stat_activity where pid in (%s);',
      (
        select string_agg(distinct l.pid::text, ', ')
        from pg_locks as l
        where l.locktype = 'advisory' and l.granted and l.objsubid = 1
          and (l.classid::bigint << 32) | l.objid::bigint = hashtext('pgmatch')
          and l.database = (select d.oid from pg_database as d where d.datname = current_database())
      )
    );
end;
$$;

comment on function pgmatch.take_turn is
  'Waits until no other session changes what pgmatch records, and keeps others out until the end of the transaction.';

revoke all on function pgmatch.take_turn from public;
