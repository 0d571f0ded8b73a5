-- collections_check_query: refuses arguments of query_records for which it could only return nonsense or nothing.
--
-- Raises 22004 for a null, and 22023 for two questions at once, the wrong number of dimensions, a count out of range,
-- or a distance that is not a number.
create or replace function pgmatch.collections_check_query(
  target regclass,
  query_embedding vector,
  record_id text,
  match_count integer,
  max_distance double precision
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  -- no function of the extension, whose schema is not on the path
  _given constant integer := cardinality(query_embedding::real[]);
  _dimensions constant integer := (
    select nullif(a.atttypmod, -1) from pg_attribute as a where a.attrelid = target and a.attname = 'vec'
  );
  _code text := 'invalid_parameter_value';
  _wrong text;
  _hint text;
begin
  if num_nonnulls(query_embedding, record_id) <> 1 then
    _code := case when query_embedding is null then 'null_value_not_allowed' else _code end;
    _wrong := case
      when query_embedding is null then 'query_embedding and record_id are null'
      else 'both query_embedding and record_id are given'
    end;
    _hint := 'Pass a vector, or the id of a stored record.';
  elsif _given <> _dimensions then
    _wrong := format('query_embedding has %s dimensions, but %s has %s', _given, target, _dimensions);
    _hint := 'Use the model that made the vectors of the collection.';
  elsif match_count is null then
    _code := 'null_value_not_allowed';
    _wrong := 'match_count is null';
    _hint := 'Pass how many records you want, from 0 to 1000.';
  elsif match_count not between 0 and 1000 then
    _wrong := format('match_count %s is not between 0 and 1000', match_count);
    _hint := 'Ask for at most 1000 records per call.';
  elsif max_distance = 'NaN' then
    _wrong := 'max_distance is not a number';
    _hint := 'Pass the largest distance that you accept, or null for no limit.';
  else
    return;
  end if;
  raise exception using errcode = _code, message = _wrong, hint = _hint;
end;
$$;

comment on function pgmatch.collections_check_query is
  'Refuses arguments of query_records for which it could only return nonsense or nothing.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_check_query', 'execute', 'execute');
