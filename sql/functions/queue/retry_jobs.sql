-- retry_jobs: queues the jobs that failed too often again, and returns how many.
--
-- target, embedding  of one column; those of all columns if both are null
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
  _only constant bigint := case
    when target is not null or embedding is not null then pgmatch.queue_of(target, embedding)
  end;
  _source bigint;
  _more bigint;
  _jobs bigint := 0;
begin
  for _source in
    select e.id from pgmatch.embedding_source as e where e.id = _only or _only is null
  loop
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
