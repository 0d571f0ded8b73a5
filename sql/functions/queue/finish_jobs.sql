-- finish_jobs: stores the embeddings that a worker has made, and returns how many.
--
-- attempts, content_hashes  of the jobs, as pgmatch.claim_jobs returned them
-- embeddings                of the texts: [0.1, …]
--
-- A row whose text has changed meanwhile, or that another session changes just now, is queued anew. One that is deleted
-- or has an embedding is left alone. If a row cannot be stored, its job fails with the error.
create or replace function pgmatch.finish_jobs(
  source bigint,
  jobs bigint[],
  attempts integer[],
  content_hashes text[],
  embeddings text[],
  max_attempts integer default 10
)
returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _source constant pgmatch.embedding_source := pgmatch.source_of(source);
  _row constant text := format(
    'from %s as s where %s',
    _source.target, pgmatch.key_condition(_source.target, _source.key)
  );
  _update constant text := (
    select format(
      'update %s as s set %I = $2::%s where %s',
      _source.target, _source.embedding, format_type(a.atttypid, a.atttypmod),
      pgmatch.key_condition(_source.target, _source.key)
    )
    from pg_attribute as a
    where a.attrelid = _source.target and a.attname = _source.embedding
  );
  _job bigint;
  _attempt integer;
  _key jsonb;
  _hash text;
  _embedding text;
  _is_missing boolean;
  _content text;
  _done bigint[] := '{}';
  _again bigint[] := '{}';
  _stored bigint := 0;
  _rows bigint;
begin
  -- first the jobs, then the rows: who sees a job unlocked knows that its rows have not been looked at
  for _job, _attempt, _key, _hash, _embedding in
    select l.job, j.attempt, l.key, j.hash, j.embedding
    from pgmatch.lock_jobs(source, jobs, attempts) as l
    inner join unnest(jobs, attempts, content_hashes, embeddings) as j (job, attempt, hash, embedding) on j.job = l.job
  loop
    begin
      execute format('select s.%I is null, (%s) ', _source.embedding, _source.content) || _row
        || ' for no key update of s skip locked'
      into _is_missing, _content using _key;
      if _is_missing is null then
        -- deleted, or locked by another session
        execute 'select exists (select ' || _row || ')' into _is_missing using _key;
        _content := case when _is_missing then 'unknown' end;
        _hash := null;
      end if;
      if not coalesce(_is_missing, false) or coalesce(_content, '') !~ E'\\S' then
        _done := _done || _job;
      elsif _embedding is null or encode(sha256(convert_to(_content, 'UTF8')), 'hex') is distinct from _hash then
        _again := _again || _job;
      else
        execute _update using _key, _embedding;
        get diagnostics _rows = row_count;
        if _rows = 0 then
          raise 'a trigger of % keeps the row as it was', _source.target;
        end if;
        _done := _done || _job;
        _stored := _stored + 1;
      end if;
    exception when others then
      perform pgmatch.fail_jobs(source, array[_job], array[_attempt], array[sqlerrm], max_attempts);
    end;
  end loop;
  perform pgmatch.end_jobs(source, _done, _again);
  return _stored;
end;
$$;

comment on function pgmatch.finish_jobs is
  'Stores the embeddings that a worker has made, and queues anew the rows that have changed meanwhile.';

select pgmatch.register('queue', 'function', 'pgmatch.finish_jobs', null, 'execute', shared => true);
