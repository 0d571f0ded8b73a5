-- match_page_sections: the sections nearest to an embedding, best first. The guide's contract.
--
-- embedding           has as many dimensions as the table; normalised if the metric is inner product
-- match_threshold     only sections more similar than this; null for no threshold
-- match_count         at most this many sections, 0 to 10,000
-- min_content_length  only sections with at least this many characters; null for any
--
-- A higher similarity is nearer; see pgmatch.nods_nearest for its range. Equal similarities are in the order of their
-- ids. Fewer rows than match_count means that no others match. Runs as the caller, so row level security applies.
-- Errors: 22004, 22023, 2201W for bad arguments, 54000 if there are too many sections to search exactly.
create or replace function match_page_sections(
  embedding vector,
  match_threshold double precision,
  match_count integer,
  min_content_length integer
)
returns table (id bigint, page_id bigint, slug text, heading text, content text, similarity double precision)
language plpgsql
stable
rows 10
set search_path from current
as $$
begin
  return query
  select s.id, s.page_id, s.slug, s.heading, s.content, n.similarity
  from pgmatch.nods_nearest(
    match_page_sections.embedding, match_threshold, match_count, min_content_length
  ) with ordinality as n (id, similarity, place)
  -- a left join, or the planner would skip the call on an empty table, and with it the errors
  left join nods_page_section as s on s.id = n.id
  order by n.place;
end;
$$;

comment on function match_page_sections(vector, double precision, integer, integer) is
  'The sections nearest to an embedding, best first: similarity above match_threshold, at most match_count rows.';

select pgmatch.register(
  'nods', 'function', 'match_page_sections(vector, double precision, integer, integer)', 'execute', 'execute'
);
