-- fail_jobs: says why jobs failed. They are tried again after 20 seconds, twice as long each time, up to an hour.
--
-- attempts      of the jobs, as pgmatch.claim_jobs returned them
-- errors        null for a job that is only given back: it is tried again at once, and the attempt does not count
-- max_attempts  after so many, a job goes to the archive
--
-- Returns how many went to the archive. A job that another worker has by now is left to that one. Raises 22023 for
-- lists of different lengths. security definer, as pgmatch.read_jobs.
create or replace function pgmatch.fail_jobs(
  source bigint,
  jobs bigint[],
  attempts integer[],
  errors text[],
  max_attempts integer default 10
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  _queue constant text := 'pgmatch_' || source;
  _dead bigint[];
begin
  perform pgmatch.check_worker(source);
  perform pgmatch.check_lengths(array[cardinality(jobs), cardinality(attempts), cardinality(errors)]);
  execute format(
    $query$
      with failed as (
        update pgmq.%I as q set
          message = case when j.error is null then q.message
            else q.message || jsonb_build_object('error', left(j.error, 1000)) end,
          vt = clock_timestamp() + case when j.error is null then interval '0'
            else least(interval '1 hour', interval '10 seconds' * 2 ^ least(j.attempt, 12)) end,
          read_ct = case when j.error is null then q.read_ct - 1 else least(q.read_ct, $4) end
        from unnest($1, $2, $3) as j (job, attempt, error)
        where q.msg_id = j.job and q.read_ct = j.attempt
        returning q.msg_id, q.read_ct, j.error
      )

      select array_agg(f.msg_id) from failed as f where f.error is not null and f.read_ct >= $4
    $query$,
    'q_' || _queue
  )
  into _dead
  using jobs, attempts, errors, max_attempts;
  perform pgmq.archive(_queue, _dead) where _dead is not null;
  return coalesce(cardinality(_dead), 0);
end;
$$;

comment on function pgmatch.fail_jobs is
  'Says why jobs failed: they are tried again later, or go to the archive.';

select pgmatch.register('queue', 'function', 'pgmatch.fail_jobs', null, 'execute', shared => true);
