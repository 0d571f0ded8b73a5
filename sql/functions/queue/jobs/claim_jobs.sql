-- claim_jobs: gives a worker the texts of rows that have no embedding.
--
-- source           id in pgmatch.embedding_source
-- batch_size       how many at most
-- timeout_seconds  if the worker has not ended a job by then, others may claim it
-- max_attempts     as pgmatch.fail_jobs takes it
--
-- attempt       which attempt this is, from 1
-- content_hash  of the text, for pgmatch.finish_jobs
--
-- A job with nothing to embed ends here: its row is gone, or has an embedding or no text. If all do, this goes on with
-- others, for a second, or for 1000 jobs if they take longer. A job whose text cannot be evaluated fails by itself.
-- Raises what pgmatch.read_jobs and pgmatch.source_of raise.
create or replace function pgmatch.claim_jobs(
  source bigint,
  batch_size integer default 32,
  timeout_seconds integer default 300,
  max_attempts integer default 10
)
returns table (job bigint, attempt integer, content text, content_hash text)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _source constant pgmatch.embedding_source := pgmatch.source_of(source);
  _query constant text := format(
    'select (%s), s.%I is null from %s as s where %s',
    _source.content, _source.embedding, _source.target,
    pgmatch.key_condition(_source.target, _source.key)
  );
  _until constant timestamptz := clock_timestamp() + interval '1 second';
  _key jsonb;
  _is_missing boolean;
  _found integer := 0;
  _seen integer := 0;
  _before integer;
  _done bigint[];
begin
  loop
    _done := '{}';
    _before := _seen;
    for job, attempt, _key in
      select r.job, r.attempt, r.key from pgmatch.read_jobs(source, batch_size, timeout_seconds, max_attempts) as r
    loop
      _seen := _seen + 1;
      begin
        execute _query into content, _is_missing using _key;
        if _is_missing and content ~ E'\\S' then
          content_hash := encode(sha256(convert_to(content, 'UTF8')), 'hex');
          _found := _found + 1;
          return next;
        else
          _done := _done || job;
        end if;
      exception when others then
        perform pgmatch.fail_jobs(source, array[job], array[attempt], array[sqlerrm], max_attempts);
      end;
    end loop;
    perform pgmatch.end_jobs(source, _done);
    exit when _found > 0 or _seen = _before or _seen >= 1000 and clock_timestamp() > _until;
  end loop;
end;
$$;

comment on function pgmatch.claim_jobs is
  'Gives a worker the texts of rows that have no embedding.';

select pgmatch.register('queue', 'function', 'pgmatch.claim_jobs', null, 'execute', shared => true);
