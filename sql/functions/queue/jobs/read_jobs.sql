-- read_jobs: takes jobs from a queue, so that nobody else gets them for timeout_seconds. No two are for one row.
--
-- attempt  how often the job was taken, from 1
--
-- A job that was taken max_attempts times already fails for good: whoever took it last did not say why it failed.
-- Of two jobs for one row, the earlier one goes. But if it is under way, or another session holds it just now, the
-- later one waits for a second. Raises 22023 for numbers that cannot be, and what pgmatch.check_worker raises.
--
-- security definer, because workers may not read the queue itself. It evaluates nothing that others have written.
create or replace function pgmatch.read_jobs(
  source bigint, batch_size integer, timeout_seconds integer, max_attempts integer
)
returns table (job bigint, attempt integer, key jsonb)
language plpgsql
volatile
security definer
-- a queue may be long, and the index on the keys has no statistics yet
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set search_path = pg_catalog, pg_temp
as $$
declare
  _queue constant text := 'pgmatch_' || source;
  _error text;
  _jobs bigint[] := '{}';
  _gone bigint[];
  _late bigint[];
begin
  perform pgmatch.check_worker(source);
  if (batch_size > 0 and timeout_seconds > 0 and max_attempts > 0) is not true then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('batch_size is %L, timeout_seconds %L, max_attempts %L', $2, $3, $4),
      hint = 'Each is 1 or more.';
  end if;
  for job, attempt, _error in
    select r.msg_id, r.read_ct, r.message ->> 'error' from pgmq.read(_queue, timeout_seconds, batch_size) as r
  loop
    if attempt > max_attempts then
      perform pgmatch.fail_jobs(
        source, array[job], array[attempt], array[coalesce(_error, 'no worker ended it')], max_attempts
      );
    else
      _jobs := _jobs || job;
    end if;
  end loop;

  execute format(
    $query$
      with pair as materialized (
        select j.msg_id as job, e.msg_id as earlier
        from pgmq.%1$I as j
        inner join pgmq.%1$I as e on e.message -> 'key' = j.message -> 'key' and e.msg_id < j.msg_id
        where j.msg_id = any($1)
      ),

      held as materialized (
        select e.msg_id, e.vt > clock_timestamp() and not e.message ? 'error' and e.msg_id <> all($1) as is_away
        from pgmq.%1$I as e
        where e.msg_id in (select p.earlier from pair as p)
        for update skip locked
      )

      select array_agg(p.earlier) filter (where not h.is_away), array_agg(p.job) filter (where h.is_away is not false)
      from pair as p
      left join held as h on h.msg_id = p.earlier
    $query$,
    'q_' || _queue
  )
  into _gone, _late
  using _jobs;
  perform pgmq.delete(_queue, _gone) where _gone is not null;
  execute format(
    'update pgmq.%I set vt = clock_timestamp() + interval ''1 second'', read_ct = read_ct - 1 where msg_id = any($1)',
    'q_' || _queue
  )
  using _late;
  -- a job with an error waits to be tried again
  return query execute format(
    'with taken as ('
    ' update pgmq.%I as q set message = q.message - ''error'''
    ' where q.msg_id = any($1) and q.msg_id <> all($2) returning q.*'
    ') select t.msg_id, t.read_ct, t.message -> ''key'' from taken as t order by t.msg_id',
    'q_' || _queue
  )
  using _jobs, coalesce(_late, '{}');
end;
$$;

comment on function pgmatch.read_jobs is
  'Takes jobs from a queue, so that nobody else sees them for some time.';

select pgmatch.register('queue', 'function', 'pgmatch.read_jobs', null, 'execute', shared => true);
