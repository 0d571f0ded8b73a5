-- resume_indexes: builds the indexes that pgmatch.suspend_indexes has dropped. Readers continue, writers wait.
--
-- Returns their names. A vector index of that name that somebody has built in the meantime stays as it is; for anything
-- else of that name, it raises 42P07. It forgets an index on a column that was dropped. A build gets as much memory as
-- it needs, up to shared_buffers, or maintenance_work_mem if that is more; if the server lacks shared memory, it runs
-- without parallel workers. If it is interrupted, the indexes stay suspended: call it again.
--
-- Then it makes the searches of the table again. While another session changes what pgmatch records, it only warns:
-- waiting for that session could be a deadlock.
--
-- Raises 42501 for anyone but the owner, and whatever Postgres raises for a build.
create or replace function pgmatch.resume_indexes(target regclass)
returns setof name
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _suspended pgmatch.suspended_index;
  _definition text;
begin
  perform pgmatch.check_suspension(target);
  for _suspended in
    select s.* from pgmatch.suspended_index as s
    where s.target = resume_indexes.target
    order by s.name
    for update
  loop
    delete from pgmatch.suspended_index as s where s.target = _suspended.target and s.name = _suspended.name;
    _definition := pgmatch.suspended_definition(_suspended);
    continue when _definition is null;
    if not exists (
      select 1
      from pg_index as x
      inner join pg_class as i on i.oid = x.indexrelid
      inner join pg_am as m on m.oid = i.relam and m.amname in ('hnsw', 'ivfflat')
      where x.indrelid = target and x.indisvalid and i.relname = _suspended.name
    ) then
      perform pgmatch.build_index(
        target,
        format('create index %I on %s %s', _suspended.name, pgmatch.full_name(target), _definition),
        _suspended.tablespace
      );
      execute format(
        'comment on index %s.%I is %L',
        (select c.relnamespace::regnamespace from pg_class as c where c.oid = target),
        _suspended.name,
        _suspended.comment
      );
    end if;
    return next _suspended.name;
  end loop;

  if not found then
    return;
  elsif pg_try_advisory_xact_lock(hashtext('pgmatch')) then
    perform pgmatch.refresh_searches(target);
  else
    raise warning using
      message = format('another session changes what pgmatch records: the searches of %s were not made anew', target),
      hint = 'Their answers are right, but slow. Run: select pgmatch.refresh_searches();';
  end if;
end;
$$;

comment on function pgmatch.resume_indexes is
  'Builds the indexes that pgmatch.suspend_indexes has dropped. Readers continue, writers wait.';

revoke all on function pgmatch.resume_indexes from public;
