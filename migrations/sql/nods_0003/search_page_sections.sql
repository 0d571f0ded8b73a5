-- search_page_sections: the sections nearest to an embedding among those of certain pages, best first.
--
-- query_embedding     as many dimensions as the table's; normalised under inner product
-- match_count         how many sections at most, 0 to 10,000
-- match_threshold     only sections more similar than this; null for no threshold
-- min_content_length  only sections with at least so many characters
-- path_prefix         only sections of pages whose path starts so
-- page_type, source   only sections of pages of this type, from this source
-- meta                only sections of pages whose meta contains this, as jsonb's @> does
-- ef_search, probes   how thoroughly an HNSW or IVFFlat index is searched, for this call
-- candidates          how many rows of a binary index are compared by their stored vectors, for this call
--
-- Null is for no filter, and for what the session has set, else what was tuned, else our default. Filters
-- apply before match_count: fewer rows than match_count means that no others match. similarity: higher is
-- nearer; see pgmatch.nods_nearest for its range. Equal similarities come in the order of their ids.
-- Errors: 22004, 22023, 2201W for bad arguments, 54000 beyond what can be searched exactly.
create or replace function search_page_sections(
  query_embedding vector,
  match_count integer default 10,
  match_threshold double precision default null,
  min_content_length integer default null,
  path_prefix text default null,
  page_type text default null,
  source text default null,
  meta jsonb default null,
  ef_search integer default null,
  probes integer default null,
  candidates integer default null
)
returns setof nods_section_match
language plpgsql
stable
rows 10
set search_path from current
as $$
begin
  return query
  select s.id, s.page_id, p.path, s.slug, s.heading, s.content, n.similarity
  from pgmatch.nods_nearest(
    query_embedding, match_threshold, match_count, min_content_length,
    search_page_sections.path_prefix, page_type, search_page_sections.source, search_page_sections.meta,
    ef_search, probes, candidates
  ) with ordinality as n (id, similarity, place)
  -- left: an empty table would otherwise spare the planner the call, and the caller its errors
  left join nods_page_section as s on s.id = n.id
  left join nods_page as p on p.id = s.page_id
  order by n.place;
end;
$$;

comment on function search_page_sections(
  vector, integer, double precision, integer, text, text, text, jsonb, integer, integer, integer
) is
  'The sections nearest to an embedding among those that pass the filters, best first, at most match_count rows.';

select pgmatch.register(
  'nods',
  'function',
  'search_page_sections'
  '(vector, integer, double precision, integer, text, text, text, jsonb, integer, integer, integer)',
  'execute',
  'execute'
);
