-- lock_jobs: locks jobs that a worker had, until the end of the transaction, and returns the keys of their rows.
--
-- Also those that another worker has by now, or that were given up. Leaves out those that are done. security definer,
-- as pgmatch.read_jobs.
create or replace function pgmatch.lock_jobs(source bigint, jobs bigint[])
returns table (job bigint, key jsonb)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pgmatch.check_worker(source);
  return query execute format(
    'with held as (select q.* from pgmq.%I as q where q.msg_id = any($1) order by q.msg_id for update)'
    ' select h.msg_id, h.message -> ''key'' from held as h'
    ' union all select a.msg_id, a.message -> ''key'' from pgmq.%I as a where a.msg_id = any($1)'
    ' order by 1',
    'q_pgmatch_' || source, 'a_pgmatch_' || source
  )
  using jobs;
end;
$$;

comment on function pgmatch.lock_jobs is
  'Locks jobs that a worker had, and returns the keys of their rows.';

select pgmatch.register('queue', 'function', 'pgmatch.lock_jobs', null, 'execute', shared => true);
