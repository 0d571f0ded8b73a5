-- nods_text_matches: the sections that contain the words of a question, best first.
--
-- Sections with all terms are first. If they are fewer than match_count, sections with any of the terms follow. Both
-- groups are ordered by ts_rank (how many of the terms, how often, with more weight for headings), then by id. For
-- questions, ts_rank puts the right page higher than ts_rank_cd. The filters are those of search_page_sections.
--
-- A very common word must not make the search rank the whole table: it ranks only the first 10,000 sections that the
-- index returns. Rarer words in the question find the others too.
--
-- Behind a policy, the index cannot be used, because @@ is not leakproof. The search then reads all rows that policy
-- and filters leave, up to twice.
create or replace function pgmatch.nods_text_matches(
  query_text text,
  match_count integer,
  min_content_length integer,
  path_prefix text,
  page_type text,
  source text,
  meta jsonb
)
returns table (id bigint, place bigint)
language plpgsql
stable
rows 40
set search_path from current
-- the planner does not see how much it costs to read a long tsvector, so it would ignore the index
set enable_seqscan = off
set enable_bitmapscan = on
set jit = off
as $$
declare
  _all_terms constant tsquery := pgmatch.nods_text_query(query_text, false);
  _any_term constant tsquery := pgmatch.nods_text_query(query_text, true);
  _filter constant text := concat_ws(
    ' and ',
    's.content is not null',
    pgmatch.nods_content_filter(min_content_length),
    pgmatch.tenant_filter('nods_page_section'),
    (pgmatch.nods_section_filter(path_prefix, page_type, nods_text_matches.source, meta)).filter
  );
  _query tsquery;
  _found bigint[];
  _ids bigint[] := '{}';
begin
  if _all_terms is null then
    return;
  end if;
  if pgmatch.has_policies('nods_page_section') then
    -- the index on words cannot be used; the planner would combine the others, once for each page
    perform set_config('enable_bitmapscan', 'off', true);
  end if;
  foreach _query in array array[_all_terms, _any_term] loop
    execute format(
      'select array_agg(r.id) from ('
      'select c.id from (select s.id, s.fts from nods_page_section as s where s.fts @@ $1 and %s limit 10000) as c'
      ' order by c.fts @@ $2 desc, ts_rank(c.fts, $3) desc, c.id limit %s) as r',
      _filter, match_count
    )
    into _found
    -- without exclusions, which ts_rank would count as words to find
    using _query, _all_terms, querytree(_any_term)::tsquery;
    -- keeps sections with all terms, which the limit on sections with any may leave out
    _ids := _ids || array(
      select f.id from unnest(_found) with ordinality as f (id, place) where f.id <> all(_ids) order by f.place
    );
    -- for a single term, both queries are the same
    exit when cardinality(_ids) >= match_count or _any_term = _all_terms;
  end loop;

  return query
  select u.id, u.place
  from unnest(_ids) with ordinality as u (id, place)
  where u.place <= match_count;
end;
$$;

comment on function pgmatch.nods_text_matches is
  'The sections that contain the words of a question, best first; place counts from 1.';

select pgmatch.register('nods_text', 'function', 'pgmatch.nods_text_matches', 'execute', 'execute');
