-- lock_jobs: locks jobs that a worker has, until the end of the transaction, and returns the keys of their rows.
--
-- attempts  of the jobs, as pgmatch.read_jobs returned them
--
-- Leaves out a job that another worker has by now. security definer, as pgmatch.read_jobs.
create or replace function pgmatch.lock_jobs(source bigint, jobs bigint[], attempts integer[])
returns table (job bigint, key jsonb)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return query execute format(
    'select q.msg_id, q.message -> ''key'' from pgmq.%I as q'
    ' inner join unnest($1, $2) as j (job, attempt) on q.msg_id = j.job and q.read_ct = j.attempt'
    ' order by q.msg_id for update of q',
    'q_pgmatch_' || source
  )
  using jobs, attempts;
end;
$$;

comment on function pgmatch.lock_jobs is
  'Locks jobs that a worker has, and returns the keys of their rows.';

select pgmatch.register('queue', 'function', 'pgmatch.lock_jobs', null, 'execute', shared => true);
