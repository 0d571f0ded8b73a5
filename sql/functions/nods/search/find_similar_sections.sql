-- find_similar_sections: the sections nearest to a given one, best first, without the section itself.
--
-- id           the section to start from
-- other_pages  leaves out the sections of its own page
--
-- The other arguments, the columns and the errors are those of search_page_sections. Also raises P0002 for an id
-- that does not exist or that the caller may not see, and 55000 for a section without embedding.
create or replace function find_similar_sections(
  id bigint,
  match_count integer default 10,
  match_threshold double precision default null,
  min_content_length integer default null,
  path_prefix text default null,
  page_type text default null,
  source text default null,
  meta jsonb default null,
  other_pages boolean default false,
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
declare
  _section nods_page_section;
  -- the section itself, or all of its page, in addition to match_count
  _left_out integer := 1;
begin
  select s.* into _section from nods_page_section as s where s.id = find_similar_sections.id;
  if _section.id is null then
    raise exception using
      errcode = 'no_data_found',
      message = pg_catalog.format('section %s does not exist', coalesce(find_similar_sections.id::text, 'null')),
      hint = 'Pass the id of a section that a search returned. Row level security may hide the section from you.';
  end if;
  if _section.embedding is null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = pg_catalog.format('section %s has no embedding', _section.id),
      hint = 'Ingest its page again.';
  end if;
  perform pgmatch.check_arguments('nods_page_section', 'embedding', _section.embedding, match_threshold, match_count);
  perform pgmatch.check_scan(match_count, ef_search, probes, candidates);
  if other_pages then
    select count(*) into _left_out from nods_page_section as s where s.page_id = _section.page_id;
  end if;
  if match_count + _left_out > 10000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format(
        'match_count %s and the sections left out, %s, are more than 10000', match_count, _left_out
      ),
      hint = 'Ask for fewer sections. Without other_pages, only the section itself is left out.';
  end if;

  return query
  select m.id, m.page_id, m.path, m.slug, m.heading, m.content, m.similarity, m.meta
  from search_page_sections(
    _section.embedding,
    match_count + _left_out,
    match_threshold,
    min_content_length,
    find_similar_sections.path_prefix,
    page_type,
    find_similar_sections.source,
    find_similar_sections.meta,
    ef_search => ef_search,
    probes => probes,
    candidates => case when candidates is not null then greatest(candidates, match_count + _left_out) end
  ) as m
  where m.id <> _section.id and (m.page_id <> _section.page_id or not coalesce(other_pages, false))
  order by m.similarity desc, m.id
  limit match_count;
end;
$$;

comment on function find_similar_sections(
  bigint, integer, double precision, integer, text, text, text, jsonb, boolean, integer, integer, integer
) is
  'The sections most similar to a given one, best first, without the section itself.';

select pgmatch.register(
  'nods',
  'function',
  'find_similar_sections'
  '(bigint, integer, double precision, integer, text, text, text, jsonb, boolean, integer, integer, integer)',
  'execute',
  'execute'
);
