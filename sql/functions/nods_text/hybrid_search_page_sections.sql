-- hybrid_search_page_sections: the sections that match a question by its words and by its meaning, best first.
--
-- query_text        the question; may contain "a phrase" and -exclusions; without words, only the meaning counts
-- query_embedding   its embedding, as for search_page_sections
-- match_count       at most this many sections, 0 to 10,000
-- full_text_weight, semantic_weight
--                   how much each search counts, 0 or more; a search with weight 0 is skipped
-- rrf_k             1 or more; the higher it is, the less the first places count against later ones
--
-- The other arguments are those of search_page_sections; the filters apply to both searches.
--
-- pgmatch.text_matches says which words match, pgmatch.fuse what score and ranks mean. Each search returns at most 4
-- times match_count sections, at least 40 and at most 10,000: a section further down adds so little that it rarely
-- changes the result. Errors: those of search_page_sections, and 22023 for weights and rrf_k.
create or replace function hybrid_search_page_sections(
  query_text text,
  query_embedding vector,
  match_count integer default 10,
  full_text_weight double precision default 1,
  semantic_weight double precision default 1,
  rrf_k integer default 50,
  min_content_length integer default null,
  path_prefix text default null,
  page_type text default null,
  source text default null,
  meta jsonb default null,
  filter jsonb default null,
  ef_search integer default null,
  probes integer default null,
  candidates integer default null
)
returns setof nods_hybrid_match
language plpgsql
stable
rows 10
set search_path from current
as $$
declare
  _depth constant integer := least(10000, greatest(40, 4 * match_count::bigint));
begin
  -- locks sections before the record, as other searches do: see pgmatch.lock_tables
  perform from nods_page_section as s where false;
  perform pgmatch.check_arguments('nods_page_section', 'embedding', query_embedding, null, match_count);
  perform pgmatch.check_scan(match_count, ef_search, probes, candidates);
  perform pgmatch.check_fusion(full_text_weight, semantic_weight, rrf_k);

  return query
  select s.id, s.page_id, p.path, s.slug, s.heading, s.content, f.score, f.full_text_rank, f.semantic_rank, p.meta
  from pgmatch.fuse(
    case when full_text_weight > 0::float8 then pgmatch.text_matches(
      null::bigint, 'nods_page_section', 'id', 's.fts',
      pgmatch.text_query(
        (select i.text_config::regconfig from pgmatch.install as i where i.line = 'nods_text'),
        pgmatch.nods_text_question(pgmatch.question_text(query_text))
      ),
      _depth,
      pg_catalog.concat_ws(' and ', 's.content is not null', pgmatch.nods_content_filter(min_content_length)),
      pgmatch.nods_section_filter(
        hybrid_search_page_sections.path_prefix, page_type,
        hybrid_search_page_sections.source, hybrid_search_page_sections.meta, hybrid_search_page_sections.filter
      ),
      current_setting('search_path')
    ) end,
    case when semantic_weight > 0::float8 then array(
      select n.id
      from pgmatch.nods_nearest(
        query_embedding, null, _depth, min_content_length, hybrid_search_page_sections.path_prefix, page_type,
        hybrid_search_page_sections.source, hybrid_search_page_sections.meta, ef_search, probes,
        case when candidates is not null then greatest(candidates, _depth) end, hybrid_search_page_sections.filter
      ) with ordinality as n (id, similarity, place)
      order by n.place
    ) end,
    full_text_weight, semantic_weight, rrf_k, match_count
  ) as f
  -- lateral: behind a policy, the planner takes a large tenant for a small one and would read all its rows
  cross join lateral (
    select r.id, r.page_id, r.slug, r.heading, r.content from nods_page_section as r where r.id = f.key limit 1
  ) as s
  left join lateral (select r.path, r.meta from nods_page as r where r.id = s.page_id limit 1) as p on true
  order by f.score desc, f.key;
end;
$$;

comment on function hybrid_search_page_sections(
  text, vector, integer, double precision, double precision, integer,
  integer, text, text, text, jsonb, jsonb, integer, integer, integer
) is
  'The sections that match a question by its words and by its meaning, best first: reciprocal rank fusion.';

select pgmatch.register(
  'nods_text',
  'function',
  'hybrid_search_page_sections'
  '(text, vector, integer, double precision, double precision, integer,'
  ' integer, text, text, text, jsonb, jsonb, integer, integer, integer)',
  'execute',
  'execute'
);
