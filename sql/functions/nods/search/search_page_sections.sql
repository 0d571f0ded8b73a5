-- search_page_sections: the sections nearest to an embedding among those of certain pages, best first.
--
-- query_embedding     has as many dimensions as the table; normalised if the metric is inner product
-- match_count         at most this many sections, 0 to 10,000
-- match_threshold     only sections more similar than this; null for no threshold
-- min_content_length  only sections with at least this many characters
-- path_prefix         only sections of pages whose path starts with it
-- page_type, source   only sections of pages of this type, from this source
-- meta                only sections of pages whose meta contains this, as in jsonb's @>
-- filter              only sections of pages whose meta passes this, see pgmatch.filter_condition
-- one_per_section     whether to return only the nearest row of each page and slug: a long section is stored in pieces
-- ef_search, probes   how thoroughly to search an HNSW or IVFFlat index, for this call
-- candidates          how many rows of a binary index to compare by their stored vectors, for this call
--
-- Null means no filter; for the last three, the session's setting, else the tuned value, else the default. Filters
-- apply before match_count: fewer rows than match_count means that no others match. A higher similarity is nearer; see
-- pgmatch.nods_nearest for its range. Equal similarities are in the order of their ids. Errors: 22004, 22023, 2201W for
-- bad arguments, 54000 if there are too many sections to search exactly.
create or replace function search_page_sections(
  query_embedding vector,
  match_count integer default 10,
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
returns setof nods_section_match
language plpgsql
stable
rows 10
set search_path from current
as $$
begin
  if one_per_section then
    -- locks sections before the record, as other searches do: see pgmatch.lock_tables
    perform from nods_page_section as s where false;
    perform pgmatch.check_scan(match_count, ef_search, probes, candidates);
    return query
    select s.id, s.page_id, p.path, s.slug, s.heading, s.content, n.similarity, p.meta
    from pgmatch.nearest_sections(
      null::bigint,
      row(
        'nods_page_section', 'embedding', 'id',
        (select r.metric from pgmatch.search as r where r.line = 'nods'),
        query_embedding, match_count, match_threshold, 's.content is not null',
        pgmatch.nods_content_filter(min_content_length),
        pgmatch.nods_section_filter(
          search_page_sections.path_prefix, page_type, search_page_sections.source, search_page_sections.meta,
          search_page_sections.filter
        ),
        current_setting('search_path')
      ),
      '{page_id, slug}', ef_search, probes, candidates
    ) as f
    cross join lateral unnest(f.keys, f.similarities) with ordinality as n (id, similarity, place)
    cross join lateral (
      select r.id, r.page_id, r.slug, r.heading, r.content from nods_page_section as r where r.id = n.id limit 1
    ) as s
    left join lateral (select r.path, r.meta from nods_page as r where r.id = s.page_id limit 1) as p on true
    order by n.place;
    return;
  end if;
  return query
  select s.id, s.page_id, p.path, s.slug, s.heading, s.content, n.similarity, p.meta
  from pgmatch.nods_nearest(
    query_embedding, match_threshold, match_count, min_content_length,
    search_page_sections.path_prefix, page_type, search_page_sections.source, search_page_sections.meta,
    ef_search, probes, candidates, search_page_sections.filter
  ) with ordinality as n (id, similarity, place)
  -- a left join, or the planner would skip the call on an empty table, and with it the errors
  left join nods_page_section as s on s.id = n.id
  left join nods_page as p on p.id = s.page_id
  order by n.place;
end;
$$;

comment on function search_page_sections(
  vector, integer, double precision, integer, text, text, text, jsonb, jsonb, boolean, integer, integer, integer
) is
  'The sections nearest to an embedding among those that pass the filters, best first, at most match_count rows.';

select pgmatch.register(
  'nods',
  'function',
  'search_page_sections'
  '(vector, integer, double precision, integer, text, text, text, jsonb, jsonb, boolean, integer, integer, integer)',
  'execute',
  'execute'
);
