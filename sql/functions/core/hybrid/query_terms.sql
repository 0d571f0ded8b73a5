-- query_terms: the terms of a question, as queries of full-text search that do not take long.
--
-- question   as websearch_to_tsquery reads it
-- terms      what to look for, each once, in order: words, and phrases in quotes; null if there are none: no text, only
--            stop words, or only exclusions
-- excluded   what a minus excludes: !'a' & !'b'; null for nothing
-- all_terms  the question; null if it is too long for all of its terms to count
--
-- Questions can be long and hostile. The index does not know which words are next to each other, so a phrase is checked
-- in every text that has its words. Therefore only terms that begin within the first 32 words count, and of a phrase
-- only its first 32 words; the same holds for exclusions.
create or replace function pgmatch.query_terms(
  question tsquery,
  out terms tsquery[],
  out excluded tsquery,
  out all_terms tsquery
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _lexeme constant text := '''(?:[^'']|'''')*''';
  _most constant integer := 32;
  _next constant text := format('(?: <(?:-|[0-9]+)> %s)', _lexeme);
  _is_cut boolean;
begin
  with term as (
    select
      m.match[1] = '!' as is_excluded,
      substring(m.match[2] from format('^%s%s{0,%s}', _lexeme, _next, _most - 1)) as cut,
      n.words,
      sum(n.words) over (partition by m.match[1] order by m.place) - n.words as begins,
      m.place
    from regexp_matches(question::text, format('(!?)(?:[(] )?(%s%s*)', _lexeme, _next), 'g')
      with ordinality as m (match, place)
    cross join lateral (select regexp_count(m.match[2], _lexeme) as words) as n
  )

  select
    (
      select array_agg(d.cut::tsquery order by d.place)
      from (
        select t.cut, min(t.place) as place from term as t
        where not t.is_excluded and t.begins < _most
        group by t.cut
      ) as d
    ),
    (
      select string_agg('!(' || t.cut || ')', ' & ' order by t.place)::tsquery
      from term as t
      where t.is_excluded and t.begins < _most
    ),
    (select bool_or(t.begins + t.words > _most) from term as t)
  into terms, excluded, _is_cut;
  if not _is_cut then
    all_terms := question;
  end if;
end;
$$;

comment on function pgmatch.query_terms is
  'The terms of a question as queries of full-text search, what it excludes, and all of it unless it is too long.';

select pgmatch.register('core', 'function', 'pgmatch.query_terms', 'execute', 'execute');
