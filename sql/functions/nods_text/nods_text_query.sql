-- nods_text_query: the words of a question, in the recorded text search configuration.
--
-- any_term  false: a section needs all terms, as in websearch_to_tsquery; true: one of them is enough
--
-- A term is a word, or a phrase in quotes. A minus excludes a term in both cases. Null if nothing is left to look for:
-- no text, only stop words, or only exclusions.
--
-- Only the first 2,000 characters are read, because parsing a longer phrase can exhaust the stack; see
-- pgmatch.query_terms for the other limits.
create or replace function pgmatch.nods_text_query(query_text text, any_term boolean)
returns tsquery
language sql
stable
set search_path from current
-- suppresses the notice for a question that has only stop words
set client_min_messages = warning
as $$
  select pgmatch.query_terms(
    websearch_to_tsquery(
      i.text_config::regconfig,
      -- two dashes begin an option, as in --help, not an exclusion
      pgmatch.nods_text_question(regexp_replace(left(query_text, 2000), E'(^|\\s)--+', ' ', 'g'))
    ),
    any_term
  )
  from pgmatch.install as i
  where i.line = 'nods_text'
$$;

comment on function pgmatch.nods_text_query is
  'The words of a question as a query for full-text search, all of them or any; null if there are none.';

select pgmatch.register('nods_text', 'function', 'pgmatch.nods_text_query', 'execute', 'execute');
