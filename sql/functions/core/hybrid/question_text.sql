-- question_text: a question as websearch_to_tsquery should read it.
--
-- Only the first 2,000 characters count, because parsing a longer phrase can exhaust the stack. Two dashes begin an
-- option, as in --help, not an exclusion.
create or replace function pgmatch.question_text(query_text text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select regexp_replace(left(query_text, 2000), E'(^|\\s)--+', ' ', 'g')
$$;

comment on function pgmatch.question_text is
  'A question as websearch_to_tsquery should read it: not too long, and without the dashes of options.';

select pgmatch.register('core', 'function', 'pgmatch.question_text', 'execute', 'execute');
