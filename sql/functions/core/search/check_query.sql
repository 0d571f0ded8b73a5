-- check_query: refuses arguments for which a search could only return nonsense or nothing.
--
-- dimensions  of the column; null if it takes vectors of any length
-- model       the one that made the stored embeddings, for the hint; null if unknown
--
-- Raises 22004 for a null vector or count, 22023 for the wrong number of dimensions, a vector without a
-- direction, a threshold that is not a number, or a count above 10,000, and 2201W for a negative count.
create or replace function pgmatch.check_query(
  query vector,
  match_threshold double precision,
  match_count integer,
  dimensions integer,
  metric text,
  model text default null
)
returns void
language plpgsql
immutable
set search_path from current
as $$
begin
  if query is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = 'embedding is null',
      hint = 'Pass the query''s embedding, made by the model that made the stored embeddings.';
  elsif match_count is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = 'match_count is null, which would return the whole table',
      hint = 'Pass how many rows you want, from 0 to 10000.';
  elsif match_count < 0 then
    raise exception using
      errcode = 'invalid_row_count_in_limit_clause',
      message = pg_catalog.format('match_count %s is negative', match_count),
      hint = 'Pass how many rows you want, from 0 to 10000.';
  elsif match_count > 10000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('match_count %s is more than 10000', match_count),
      hint = 'Ask for at most 10000 rows per call.';
  elsif match_threshold = 'NaN' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'match_threshold is not a number',
      hint = 'Pass the lowest similarity that you accept, for example 0.78, or null for no threshold.';
  elsif vector_dims(query) <> dimensions then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format(
        'embedding has %s %s, but the table has %s',
        vector_dims(query),
        case vector_dims(query) when 1 then 'dimension' else 'dimensions' end,
        dimensions
      ),
      hint = coalesce(
        'Use the model that made the stored embeddings, "' || model || '".',
        pg_catalog.format(
          'Use the model that made the stored embeddings. If nothing is stored yet, the owner of the table can change '
          'the column to %s %s, as `pgmatch ingest` does for pages.',
          vector_dims(query),
          case vector_dims(query) when 1 then 'dimension' else 'dimensions' end
        )
      );
  elsif metric in ('ip', 'cosine') and vector_norm(query) = 0::float8 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'embedding is all zeros and has no direction',
      hint = 'Check the text that was embedded; it may have been empty.';
  end if;
end;
$$;

comment on function pgmatch.check_query is
  'Raises 22004, 22023 or 2201W for arguments that a search cannot answer.';

select pgmatch.register('core', 'function', 'pgmatch.check_query', 'execute', 'execute');
