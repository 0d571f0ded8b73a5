-- end_jobs: deletes jobs that are done. security definer, as pgmatch.read_jobs.
create or replace function pgmatch.end_jobs(source bigint, jobs bigint[])
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pgmatch.check_worker(source);
  perform pgmq.delete('pgmatch_' || source, jobs);
  -- one that was given up while its worker was still at it
  execute format('delete from pgmq.%I where msg_id = any($1)', 'a_pgmatch_' || source) using jobs;
end;
$$;

comment on function pgmatch.end_jobs is
  'Deletes jobs that are done.';

select pgmatch.register('queue', 'function', 'pgmatch.end_jobs', null, 'execute', shared => true);
