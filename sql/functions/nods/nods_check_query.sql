-- nods_check_query: refuses arguments for which a search could only return nonsense or nothing.
--
-- Raises 22004 for a null vector or count, 22023 for the wrong number of dimensions, a vector without a
-- direction, a threshold that is not a number, or a count above 10,000, and 2201W for a negative count.
create or replace function pgmatch.nods_check_query(
  embedding vector,
  match_threshold double precision,
  match_count integer
)
returns void
language plpgsql
stable
set search_path from current
as $$
declare
  _dimensions integer;
  _metric text;
  _model text;
begin
  if embedding is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = 'embedding is null',
      hint = 'Pass the query''s embedding, made by the model that made the sections'' embeddings.';
  end if;
  if match_count is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = 'match_count is null, which would return the whole table',
      hint = 'Pass how many sections you want, from 0 to 10000.';
  end if;
  if match_count < 0 then
    raise exception using
      errcode = 'invalid_row_count_in_limit_clause',
      message = format('match_count %s is negative', match_count),
      hint = 'Pass how many sections you want, from 0 to 10000.';
  end if;
  if match_count > 10000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('match_count %s is more than 10000', match_count),
      hint = 'Ask for at most 10000 sections per call.';
  end if;
  if match_threshold = 'NaN' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'match_threshold is not a number',
      hint = 'Pass the lowest similarity that you accept, for example 0.78, or null for no threshold.';
  end if;

  select a.atttypmod, s.metric, s.model into strict _dimensions, _metric, _model
  from pgmatch.search as s
  inner join pg_attribute as a on a.attrelid = s.target and a.attname = s.embedding
  where s.line = 'nods';
  if vector_dims(embedding) <> _dimensions then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('embedding has %s dimensions, but the table has %s', vector_dims(embedding), _dimensions),
      hint = coalesce(
        'Use the model that made the sections'' embeddings, "' || _model || '".',
        'Use the model that made the sections'' embeddings. If there are none yet, ingest first: the table takes the '
        'dimensions of the first model.'
      );
  end if;
  if _metric <> 'l2' and vector_norm(embedding) = 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'embedding is all zeros and has no direction',
      hint = 'Check the text that was embedded; it may have been empty.';
  end if;
end;
$$;

comment on function pgmatch.nods_check_query(vector, double precision, integer) is
  'Raises 22004, 22023 or 2201W for arguments that a search cannot answer.';

select pgmatch.register(
  'nods', 'function', 'pgmatch.nods_check_query(vector, double precision, integer)', 'execute', 'execute'
);
