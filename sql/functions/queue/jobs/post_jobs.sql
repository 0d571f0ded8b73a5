-- post_jobs: sends jobs to an Edge Function instead of a worker, as util.process_embeddings of Supabase's guide does.
--
-- url                   of the Edge Function, such as https://PROJECT.supabase.co/functions/v1/embed
-- headers               of the requests
-- batch_size            jobs in a request
-- max_requests          how many, for each column
-- timeout_milliseconds  until a job is sent again if it is not done
--
-- Returns how many jobs were sent. Leaves out columns whose text is no function of the row, or whose key has several
-- columns: the function takes the names of one of each. pg_net sends the requests; raises 42883 without it.
create or replace function pgmatch.post_jobs(
  url text,
  headers jsonb default '{"Content-Type": "application/json"}',
  batch_size integer default 10,
  max_requests integer default 10,
  timeout_milliseconds integer default 300000
)
returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _source pgmatch.embedding_source;
  _function text[];
  _body jsonb;
  _sent bigint := 0;
begin
  for _source in
    select e.* from pgmatch.embedding_source as e where cardinality(e.key) = 1
  loop
    _function := regexp_match(_source.content, E'^([\\w.]+)\\(s\\.\\*\\)$');
    continue when _function is null;
    for _body in
      select jsonb_agg(
        jsonb_build_object(
          'jobId', j.job,
          'id', j.key -> _source.key[1]::text,
          'schema', n.nspname,
          'table', c.relname,
          'contentFunction', _function[1],
          'embeddingColumn', _source.embedding,
          'keyColumn', _source.key[1],
          'queue', 'pgmatch_' || _source.id
        )
      )
      from (
        select r.job, r.key, row_number() over (order by r.job) - 1 as number
        from pgmatch.read_jobs(_source.id, max_requests * batch_size, timeout_milliseconds / 1000, 10) as r
      ) as j
      inner join pg_class as c on c.oid = _source.target
      inner join pg_namespace as n on n.oid = c.relnamespace
      group by j.number / batch_size
    loop
      perform net.http_post(
        url => url, body => _body, headers => headers, timeout_milliseconds => timeout_milliseconds
      );
      _sent := _sent + jsonb_array_length(_body);
    end loop;
  end loop;
  return _sent;
end;
$$;

comment on function pgmatch.post_jobs is
  'Sends jobs to an Edge Function instead of a worker, as util.process_embeddings of Supabase''s guide does.';

select pgmatch.register('queue', 'function', 'pgmatch.post_jobs');
