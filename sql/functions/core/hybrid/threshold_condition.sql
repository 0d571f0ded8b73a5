-- threshold_condition: the condition that a row s is more similar to a question's vector than its threshold.
--
-- It has the vector as a literal. A row without an embedding does not pass, nor does one without a direction. Null
-- without a threshold.
create or replace function pgmatch.threshold_condition(question pgmatch.question)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
set extra_float_digits = 1
as $$
  select format(
    '(%s) > %L::float8',
    replace(
      (pgmatch.metric_sql(question.metric)).similarity,
      'distance',
      format(
        'nullif((%s) + 0::float8, ''NaN'')',
        regexp_replace(
          pgmatch.distance(question.target, question.embedding, question.metric),
          E'\\$1(::[^$]*)?$',
          format(E'%L::%s.vector\\1', question.query::text, e.extnamespace::regnamespace)
        )
      )
    ),
    question.match_threshold
  )
  from pg_extension as e
  where e.extname = 'vector' and question.match_threshold is not null
$$;

comment on function pgmatch.threshold_condition is
  'The condition that a row s is more similar to a question''s vector than its threshold.';

select pgmatch.register('core', 'function', 'pgmatch.threshold_condition', 'execute', 'execute');
