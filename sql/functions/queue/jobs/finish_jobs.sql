-- finish_jobs: stores the embeddings that a worker has made, and returns how many.
--
-- attempts, content_hashes  of the jobs, as pgmatch.claim_jobs returned them
-- embeddings                of the texts: [0.1, …]
--
-- An embedding is stored also when the timeout is over, if it still fits. A row that is deleted or has an embedding is
-- left alone. A job fails if the text of its row has changed meanwhile, if the row cannot be stored, or if others hold
-- it: for all such rows, this waits a second. Triggers run on pgmatch.trigger_path. Raises 22023 for lists of different
-- lengths, and what pgmatch.source_of raises.
create or replace function pgmatch.finish_jobs(
  source bigint, jobs bigint[], attempts integer[], content_hashes text[], embeddings text[],
  max_attempts integer default 10
)
returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _source constant pgmatch.embedding_source := pgmatch.source_of(source);
  _where constant text := 'where ' || pgmatch.key_condition(_source.target, _source.key);
  _read constant text := format(
    'select s.%I is null, encode(sha256(convert_to((%s), ''UTF8'')), ''hex'') is not distinct from $2 from %s as s %s',
    _source.embedding, _source.content, _source.target, _where
  );
  _update constant text := (
    select format(
      'update %s as s set %I = $2::%s %s', _source.target, a.attname, format_type(a.atttypid, a.atttypmod), _where
    )
    from pg_attribute as a
    where a.attrelid = _source.target and a.attname = _source.embedding
  );
  -- pg_catalog first: to write the row, the names of its types and of nothing else are looked up
  _path constant text := concat_ws(', ', 'pg_catalog', nullif(pgmatch.trigger_path(_source.target), ''));
  _job record;
  _is_missing boolean;
  _fits boolean;
  _rows bigint;
  _waits integer := 0;
  _done bigint[] := '{}';
  _stored bigint := 0;
begin
  perform pgmatch.check_lengths(
    array[cardinality(jobs), cardinality(attempts), cardinality(content_hashes), cardinality(embeddings)]
  );
  -- first the jobs, then the rows, as everybody who locks both
  for _job in
    select l.job, l.key, j.attempt, j.hash, j.embedding
    from pgmatch.lock_jobs(source, jobs) as l
    inner join unnest(jobs, attempts, content_hashes, embeddings) as j (job, attempt, hash, embedding) on j.job = l.job
  loop
    begin
      loop
        execute _read || ' for no key update skip locked' into _is_missing, _fits using _job.key, _job.hash;
        exit when _is_missing is not null;
        -- whether it is gone, or another session holds it
        execute _read into _is_missing, _fits using _job.key, _job.hash;
        exit when _is_missing is null;
        if _waits = 10 then
          raise 'another session holds the row';
        end if;
        _waits := _waits + 1;
        perform pg_sleep(0.1);
      end loop;
      if _is_missing and not _fits then
        raise 'the text of the row has changed meanwhile';
      elsif _is_missing then
        perform set_config('search_path', _path, true);
        execute _update using _job.key, _job.embedding;
        get diagnostics _rows = row_count;
        set local search_path = pg_catalog, pg_temp;
        if _rows > 1 then
          raise 'its key names % rows of %', _rows, _source.target;
        elsif _rows = 0 then
          raise 'a trigger of % keeps the row as it was', _source.target;
        end if;
        execute _read into _is_missing, _fits using _job.key, _job.hash;
        if (_is_missing or not _fits) is not false then
          raise 'the text changes when its embedding is stored: through a trigger, or because it has the embedding';
        end if;
        _stored := _stored + 1;
      end if;
      _done := _done || _job.job;
    exception when others then
      perform pgmatch.fail_jobs(source, array[_job.job], array[_job.attempt], array[sqlerrm], max_attempts);
    end;
  end loop;
  perform pgmatch.end_jobs(source, _done);
  return _stored;
end;
$$;

comment on function pgmatch.finish_jobs is
  'Stores the embeddings that a worker has made, unless their rows have changed meanwhile.';

select pgmatch.register('queue', 'function', 'pgmatch.finish_jobs', null, 'execute', shared => true);
