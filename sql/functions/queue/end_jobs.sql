-- end_jobs: deletes jobs that are done.
--
-- again  jobs whose rows are queued anew, as new jobs, in a second
--
-- security definer, as pgmatch.read_jobs.
create or replace function pgmatch.end_jobs(source bigint, done bigint[], again bigint[])
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  _queue constant text := 'pgmatch_' || source;
begin
  execute format(
    'select pgmq.send(%L, q.message, 1) from pgmq.%I as q where q.msg_id = any($1)', _queue, 'q_' || _queue
  )
  using again;
  perform pgmq.delete(_queue, done || again);
end;
$$;

comment on function pgmatch.end_jobs is
  'Deletes jobs that are done, and queues the rows of others anew.';

select pgmatch.register('queue', 'function', 'pgmatch.end_jobs', null, 'execute', shared => true);
