-- retry_jobs: queues the jobs that failed too often again, and returns how many.
--
-- target, embedding  of one column; null for those of all tables, or of all columns
--
-- Raises 42704 for a column that was not declared. security definer, as pgmatch.read_jobs.
create or replace function pgmatch.retry_jobs(target regclass default null, embedding name default null)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  _source bigint;
  _more bigint;
  _jobs bigint := 0;
begin
  perform pgmatch.queue_of(target, embedding) where target is not null and embedding is not null;
  for _source in
    select e.id
    from pgmatch.embedding_source as e
    where e.target = coalesce(retry_jobs.target, e.target) and e.embedding = coalesce(retry_jobs.embedding, e.embedding)
  loop
    perform pgmatch.check_worker(_source);
    execute format(
      'with dead as (delete from pgmq.%I returning message)'
      ' select count(*) from dead as d cross join lateral pgmq.send(%L, d.message - ''error'')',
      'a_pgmatch_' || _source, 'pgmatch_' || _source
    )
    into _more;
    _jobs := _jobs + _more;
  end loop;
  return _jobs;
end;
$$;

comment on function pgmatch.retry_jobs is
  'Queues the jobs that failed too often again, and returns how many.';

select pgmatch.register('queue', 'function', 'pgmatch.retry_jobs', null, 'execute', shared => true);
