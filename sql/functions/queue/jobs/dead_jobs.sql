-- dead_jobs: the jobs of a column that failed too often, with the last error, the newest first.
--
-- Raises 42704 for a column that was not declared. security definer, as pgmatch.read_jobs.
create or replace function pgmatch.dead_jobs(target regclass, embedding name)
returns table (key jsonb, attempts integer, error text, failed_at timestamptz)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pgmatch.check_worker(pgmatch.queue_of(target, embedding));
  return query execute format(
    'select a.message -> ''key'', a.read_ct, a.message ->> ''error'', a.archived_at from pgmq.%I as a'
    ' order by a.archived_at desc, a.msg_id',
    'a_pgmatch_' || pgmatch.queue_of(target, embedding)
  );
end;
$$;

comment on function pgmatch.dead_jobs is
  'The jobs of a column that failed too often, with the last error.';

select pgmatch.register('queue', 'function', 'pgmatch.dead_jobs', null, 'execute', shared => true);
