-- query_terms: a question as a query of full-text search that does not take long: all of its terms, or any.
--
-- question  as websearch_to_tsquery reads it
-- any_term  false: a text needs all terms, as in the query; true: one of them is enough
--
-- A term is a word, or a phrase in quotes. A minus excludes a term in both cases. Null if nothing is left to look for:
-- no text, only stop words, or only exclusions.
--
-- Questions can be long and hostile. The index does not know which words are next to each other, so a phrase is checked
-- in every text that has its words. Therefore only terms that begin within the first 32 words count, and of a phrase
-- only its first 32 words; the same holds for exclusions. If a question has more, one term is always enough.
create or replace function pgmatch.query_terms(question tsquery, any_term boolean)
returns tsquery
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _lexeme constant text := '''(?:[^'']|'''')*''';
  _most constant integer := 32;
  _next constant text := format('(?: <(?:-|[0-9]+)> %s)', _lexeme);
  _terms text[];
  _excluded text;
  _is_cut boolean;
begin
  select
    array_agg(t.cut order by t.place) filter (where not t.is_excluded and t.begins < _most),
    string_agg(' & !(' || t.cut || ')', '' order by t.place) filter (where t.is_excluded and t.begins < _most),
    bool_or(t.begins + t.words > _most)
  into _terms, _excluded, _is_cut
  from (
    select
      m.match[1] = '!' as is_excluded,
      substring(m.match[2] from format('^%s%s{0,%s}', _lexeme, _next, _most - 1)) as cut,
      n.words,
      sum(n.words) over (partition by m.match[1] order by m.place) - n.words as begins,
      m.place
    from regexp_matches(question::text, format('(!?)(?:[(] )?(%s%s*)', _lexeme, _next), 'g')
      with ordinality as m (match, place)
    cross join lateral (select regexp_count(m.match[2], _lexeme) as words) as n
  ) as t;

  if _terms is null then
    return null;
  elsif any_term or _is_cut then
    return ('(' || array_to_string(_terms, ' | ') || ')' || coalesce(_excluded, ''))::tsquery;
  end if;
  return question;
end;
$$;

comment on function pgmatch.query_terms is
  'A question as a query of full-text search, all of its terms or any; null if there are none.';

select pgmatch.register('core', 'function', 'pgmatch.query_terms', 'execute', 'execute');
