-- nods_text_query: the words of a question, in the recorded text search configuration.
--
-- any_term  false: all terms have to be there, as websearch_to_tsquery reads them; true: one of them is enough
--
-- A term is a word, or a phrase in quotes; what a minus excludes stays excluded in both. Null when nothing
-- is left to look for: no text, stop words alone, exclusions alone. Questions can be long and hostile:
-- only the first 2,000 characters are read, because parsing a longer phrase can exhaust the stack, and only the
-- first 32 terms count; with more of them one is always enough.
create or replace function pgmatch.nods_text_query(query_text text, any_term boolean)
returns tsquery
language plpgsql
stable
set search_path from current
-- a notice for every question of stop words would help nobody
set client_min_messages = warning
as $$
declare
  _config constant regconfig := (select i.text_config from pgmatch.install as i where i.line = 'nods_text')::regconfig;
  _query constant tsquery := websearch_to_tsquery(
    -- two dashes begin an option, as in --help, and exclude nothing
    _config, pgmatch.nods_text_question(regexp_replace(left(query_text, 2000), E'(^|\\s)--+', ' ', 'g'))
  );
  _lexeme constant text := '''(?:[^'']|'''')*''';
  _phrase constant text := format('%1$s(?: <(?:-|[0-9]+)> %1$s)*', _lexeme);
  _terms text[];
  _excluded text;
begin
  select
    array_agg(t.term[2] order by t.place) filter (where t.term[1] = ''),
    string_agg(' & !(' || t.term[2] || ')', '' order by t.place) filter (where t.term[1] = '!')
  into _terms, _excluded
  from regexp_matches(_query::text, format('(!?)(?:[(] )?(%s)', _phrase), 'g') with ordinality as t (term, place);

  if _terms is null then
    return null;
  elsif any_term or cardinality(_terms) > 32 then
    return ('(' || array_to_string(_terms[:32], ' | ') || ')' || coalesce(_excluded, ''))::tsquery;
  end if;
  return _query;
end;
$$;

comment on function pgmatch.nods_text_query(text, boolean) is
  'The words of a question as a query for full text search, all of them or any; null when there are none.';

select pgmatch.register('nods_text', 'function', 'pgmatch.nods_text_query(text, boolean)', 'execute', 'execute');
