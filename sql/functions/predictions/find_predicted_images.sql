-- find_predicted_images: the images in which a model has seen something, the surest first.
--
-- class           what the model calls it, with its capitals: Paper
-- min_confidence  0 to 1, inclusive
-- match_count     how many images; null for all
--
-- confidence      the highest in any row of the image
-- detections      how many in all its rows
--
-- Leaves out detections whose confidence is not a number from 0 to 1, or so small that no double precision has it.
--
-- Raises 22004 without a class, 22023 for a confidence that cannot be, 2201W for a negative match_count.
create or replace function find_predicted_images(
  class text,
  min_confidence double precision default 0,
  match_count integer default 100
)
returns table (filename text, confidence double precision, detections bigint)
language plpgsql
stable
-- to let the planner see how rare the class is
set plan_cache_mode = force_custom_plan
set search_path from current
as $$
declare
  _wanted constant jsonb := pg_catalog.jsonb_build_object(
    'predictions', pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object('class', class))
  );
  _values constant jsonb := pg_catalog.jsonb_build_object(
    'class', class, 'confidence', coalesce(min_confidence, 0::float8)
  );
begin
  if class is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = 'class is null',
      hint = 'Pass the name of a class of the model.';
  elsif min_confidence not between 0::float8 and 1::float8 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('min_confidence=%s is not between 0 and 1', min_confidence),
      hint = 'Pass a share: 0.8 for 80 %.';
  elsif match_count < 0 then
    raise exception using
      errcode = 'invalid_row_count_in_limit_clause',
      message = pg_catalog.format('match_count=%s is negative', match_count),
      hint = 'Pass how many images you want, or null for all.';
  end if;

  return query
  select p.filename, pg_catalog.max(d.confidence), count(*)
  from predictions as p
  cross join lateral (
    select (f.found ->> 'confidence'::text)::float8 as confidence
    from jsonb_path_query(
      p.predictions,
      '$.predictions[*] ? (
        @.class == $class && @.confidence.type() == "number" && @.confidence >= $confidence && @.confidence <= 1
        && (@.confidence == 0 || @.confidence > 1e-300)
      )'::jsonpath,
      _values
    ) as f (found)
  ) as d
  where p.predictions @> _wanted
  group by p.filename
  order by 2 desc, 1
  limit match_count;
end;
$$;

comment on function find_predicted_images(text, double precision, integer) is
  'The images in which a model has seen a class with at least this confidence, the surest first.';

select pgmatch.register(
  'predictions', 'function', 'find_predicted_images(text, double precision, integer)', 'execute', 'execute'
);
