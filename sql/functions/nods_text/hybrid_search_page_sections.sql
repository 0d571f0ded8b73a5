-- hybrid_search_page_sections: the sections that match a question by its words and by its meaning, best first.
--
-- query_text        the question; may contain "a phrase" and -exclusions; without words, only the meaning counts
-- query_embedding   its embedding, as for search_page_sections
-- match_count       at most this many sections, 0 to 10,000
-- full_text_weight, semantic_weight
--                   how much each search counts, 0 or more; a search with weight 0 is skipped
-- rrf_k             1 or more; the higher it is, the less the first places count against later ones
-- match_threshold   only sections more similar than this, also if the words found them; null for no threshold
--
-- The other arguments are those of search_page_sections; the filters apply to both searches. similarity is that of
-- search_page_sections; null for a section without an embedding, which passes no threshold.
--
-- pgmatch.text_matches says which words match, pgmatch.fuse what score and ranks mean, and pgmatch.hybrid_matches how
-- far both searches go. Errors: those of search_page_sections, and 22023 for weights and rrf_k.
create or replace function hybrid_search_page_sections(
  query_text text,
  query_embedding vector,
  match_count integer default 10,
  full_text_weight double precision default 1,
  semantic_weight double precision default 1,
  rrf_k integer default 50,
  match_threshold double precision default null,
  min_content_length integer default null,
  path_prefix text default null,
  page_type text default null,
  source text default null,
  meta jsonb default null,
  filter jsonb default null,
  one_per_section boolean default false,
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
begin
  -- locks sections before the record, as other searches do: see pgmatch.lock_tables
  perform from nods_page_section as s where false;
  return query
  select
    s.id, s.page_id, p.path, s.slug, s.heading, s.content,
    f.score, f.full_text_rank, f.semantic_rank, f.similarity, p.meta
  from pgmatch.hybrid_matches(
    null::bigint,
    row(
      'nods_page_section', 'embedding', 'id',
      (select r.metric from pgmatch.search as r where r.line = 'nods'),
      query_embedding, match_count, match_threshold, 's.content is not null',
      pgmatch.nods_content_filter(min_content_length),
      pgmatch.nods_section_filter(
        hybrid_search_page_sections.path_prefix, page_type,
        hybrid_search_page_sections.source, hybrid_search_page_sections.meta, hybrid_search_page_sections.filter
      ),
      current_setting('search_path')
    ),
    's.fts',
    pgmatch.text_query(
      (select i.text_config::regconfig from pgmatch.install as i where i.line = 'nods_text'),
      pgmatch.nods_text_question(pgmatch.question_text(query_text))
    ),
    full_text_weight, semantic_weight, rrf_k, ef_search, probes, candidates,
    case when one_per_section then '{page_id, slug}'::name[] end
  ) as h
  cross join lateral unnest(h.keys, h.scores, h.full_text_ranks, h.semantic_ranks, h.similarities) with ordinality
    as f (key, score, full_text_rank, semantic_rank, similarity, place)
  -- lateral: behind a policy, the planner takes a large tenant for a small one and would read all its rows
  cross join lateral (
    select r.id, r.page_id, r.slug, r.heading, r.content from nods_page_section as r where r.id = f.key limit 1
  ) as s
  left join lateral (select r.path, r.meta from nods_page as r where r.id = s.page_id limit 1) as p on true
  order by f.place;
end;
$$;

comment on function hybrid_search_page_sections(
  text, vector, integer, double precision, double precision, integer, double precision,
  integer, text, text, text, jsonb, jsonb, boolean, integer, integer, integer
) is
  'The sections that match a question by its words and by its meaning, best first: reciprocal rank fusion.';

select pgmatch.register(
  'nods_text',
  'function',
  'hybrid_search_page_sections'
  '(text, vector, integer, double precision, double precision, integer, double precision,'
  ' integer, text, text, text, jsonb, jsonb, boolean, integer, integer, integer)',
  'execute',
  'execute'
);
