-- text_query: the words of a question, as pgmatch.question_text returns it, as a query of full-text search.
create or replace function pgmatch.text_query(config regconfig, question text)
returns tsquery
language sql
immutable
set search_path = pg_catalog, pg_temp
-- suppresses the notice for a question that has only stop words
set client_min_messages = warning
as $$
  select websearch_to_tsquery(config, question)
$$;

comment on function pgmatch.text_query is
  'The words of a question as a query of full-text search, without a notice if it has only stop words.';

select pgmatch.register('core', 'function', 'pgmatch.text_query', 'execute', 'execute');
