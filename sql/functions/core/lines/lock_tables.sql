-- lock_tables: locks all of some tables or none, and makes no search or ingest the victim of a deadlock.
--
-- mode  as in `lock table`
--
-- No order of locks suits everybody: a search locks sections before the record, and a transaction of several
-- statements may lock in any order. So while this waits for a lock, it holds the others for less time than Postgres
-- waits before it looks for a deadlock. Then it releases them and tries again a little later. It locks in the order
-- that searches and ingests use, to keep retries few.
--
-- The first step keeps out vacuum, which gives way only to a session that waits for longer than deadlock_timeout, and
-- other maintenance. Readers and writers continue.
--
-- Waits for lock_timeout, or for a minute if that is 0; then raises 55P03 and names the sessions in the way.
create or replace function pgmatch.lock_tables(targets regclass[], mode text default 'access exclusive')
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _given constant text := current_setting('lock_timeout');
  _patience constant integer := coalesce(
    (select nullif(s.setting::integer, 0) from pg_settings as s where s.name = 'lock_timeout'), 60000
  );
  _deadlock_timeout constant integer := (
    select s.setting::integer from pg_settings as s where s.name = 'deadlock_timeout'
  );
  _until constant timestamptz := clock_timestamp() + _patience * interval '1 ms';
  _tables constant text[] := array(
    select c.oid::regclass::text
    from pg_class as c
    where c.oid = any(targets)
    -- sections, pages, pgmatch.search, pgmatch.install: a table comes before those that it references
    order by
      c.relnamespace = 'pgmatch'::regnamespace,
      not exists (
        select 1 from pg_constraint as k
        where k.conrelid = c.oid and k.confrelid = any(targets) and k.confrelid <> c.oid
      ),
      c.relname
  );
  _each constant integer := greatest(1, _deadlock_timeout / (cardinality(_tables) + 1));
  _first integer := _each;
begin
  if cardinality(_tables) = 0 then
    return;
  end if;
  perform set_config('lock_timeout', least(_patience, 1.5 * _deadlock_timeout)::integer::text, true);
  execute format('lock table %s in share update exclusive mode', array_to_string(_tables, ', '));

  loop
    begin
      perform set_config('lock_timeout', least(_patience, _first)::text, true);
      execute format('lock table %s in %s mode', _tables[1], mode);
      perform set_config('lock_timeout', least(_patience, _each)::text, true);
      execute format('lock table %s in %s mode', array_to_string(_tables, ', '), mode);
      exit;
    exception when lock_not_available then
      if clock_timestamp() >= _until then
        raise;
      end if;
    end;
    perform pg_sleep(_first / 1000.0 * (0.5 + random()));
    _first := least(2 * _first, _deadlock_timeout);
  end loop;
  perform set_config('lock_timeout', _given, true);
exception when lock_not_available or deadlock_detected then
  raise exception using
    errcode = 'lock_not_available',
    message = format('lock timeout: another session is using %s', array_to_string(_tables, ', ')),
    hint = format(
      'Try again later, or see which session it is: select * from pg_stat_activity where pid in (%s);',
      (
        select string_agg(distinct l.pid::text, ', ')
        from pg_locks as l
        where l.relation = any(targets) and l.granted and l.pid <> pg_backend_pid()
          and l.database = (select d.oid from pg_database as d where d.datname = current_database())
      )
    );
end;
$$;

comment on function pgmatch.lock_tables is
  'Locks all of some tables or none, and makes no search or ingest the victim of a deadlock.';

revoke all on function pgmatch.lock_tables from public;
