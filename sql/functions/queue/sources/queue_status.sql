-- queue_status: the columns that workers fill, and how many jobs each has.
--
-- target, dimensions  null if the table is gone
-- waiting             jobs that no worker has
-- running             jobs that a worker has
-- failing             jobs that failed, and are tried again later
-- oldest_seconds      age of the oldest of these; null for none
-- dead                jobs that failed too often, in the archive
-- problem             why workers cannot fill the column; null if they can, unless a role may not
--
-- security definer, as pgmatch.read_jobs.
create or replace function pgmatch.queue_status()
returns table (
  source bigint,
  target text,
  embedding name,
  model text,
  dimensions integer,
  waiting bigint,
  running bigint,
  failing bigint,
  oldest_seconds double precision,
  dead bigint,
  problem text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  for source, target, embedding, model, dimensions, problem in
    select
      e.id, pgmatch.full_name(e.target), e.embedding, e.model, pgmatch.dimensions_of(e.target, e.embedding),
      pgmatch.source_problem(e)
    from pgmatch.embedding_source as e
    -- whoever drops several queues does it in this order
    order by e.id
  loop
    begin
      execute format(
        $query$
          select j.jobs - j.running - j.failing, j.running, j.failing, j.oldest, (select count(*) from pgmq.%I)
          from (
            select
              count(*) as jobs,
              count(*) filter (
                where q.read_ct > 0 and q.vt > clock_timestamp() and not q.message ? 'error'
              ) as running,
              count(*) filter (where q.message ? 'error') as failing,
              extract(epoch from clock_timestamp() - min(q.enqueued_at)) as oldest
            from pgmq.%I as q
          ) as j
        $query$,
        'a_pgmatch_' || source, 'q_pgmatch_' || source
      )
      into waiting, running, failing, oldest_seconds, dead;
    exception when undefined_table then
      -- it was dropped meanwhile
      continue;
    end;
    return next;
  end loop;
end;
$$;

comment on function pgmatch.queue_status is
  'The columns that workers fill, and how many jobs each has.';

select pgmatch.register('queue', 'function', 'pgmatch.queue_status', null, 'execute', shared => true);
