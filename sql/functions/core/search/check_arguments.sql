-- check_arguments: refuses arguments for which a search of a column could only return nonsense or nothing.
--
-- metric  null for the recorded one
--
-- Raises what pgmatch.check_query raises.
create or replace function pgmatch.check_arguments(
  target regclass,
  embedding name,
  query vector,
  match_threshold double precision,
  match_count integer,
  metric text default null
)
returns void
language plpgsql
stable
set search_path from current
as $$
declare
  _dimensions constant integer := (
    select nullif(a.atttypmod, -1) from pg_attribute as a where a.attrelid = target::oid and a.attname = embedding
  );
  _metric text := metric;
  _model text;
begin
  if _metric is null or vector_dims(query) <> _dimensions then
    select coalesce(_metric, s.metric), s.model into _metric, _model
    from pgmatch.search as s
    where s.target::oid = check_arguments.target::oid and s.embedding = check_arguments.embedding;
  end if;
  perform pgmatch.check_query(query, match_threshold, match_count, _dimensions, _metric, _model);
end;
$$;

comment on function pgmatch.check_arguments is
  'Raises 22004, 22023 or 2201W for arguments that a search of a column cannot answer.';

select pgmatch.register('core', 'function', 'pgmatch.check_arguments', 'execute', 'execute');
