-- add_jobs: queues the rows with these keys that are not queued yet, and returns how many.
create or replace function pgmatch.add_jobs(source bigint, keys jsonb[])
returns bigint
language plpgsql
volatile
-- a queue may be long, and the index on the keys has no statistics yet
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set search_path = pg_catalog, pg_temp
as $$
declare
  _queue constant text := 'pgmatch_' || source;
  _added bigint;
begin
  execute format(
    'select count(*) from ('
    ' select array_agg(jsonb_build_object(''key'', k.key)) as jobs from unnest($1) as k (key)'
    ' where not exists (select from pgmq.%I as q where q.message -> ''key'' = k.key) having count(*) > 0'
    ') as m cross join lateral pgmq.send_batch(%L, m.jobs)',
    'q_' || _queue, _queue
  )
  into _added
  using keys;
  return _added;
end;
$$;

comment on function pgmatch.add_jobs is
  'Queues the rows with these keys that are not queued yet, and returns how many.';

select pgmatch.register('queue', 'function', 'pgmatch.add_jobs');
