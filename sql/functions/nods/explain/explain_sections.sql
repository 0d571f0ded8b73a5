-- explain_sections: where a search has the sections that somebody expected, and why it does not return them.
--
-- expected   path#slug, a path, or words from the text of a section; at most 5 sections are looked at
-- search     a search that returns sections with their id, see explain_search
-- arguments  its arguments, as in a call by RPC
--
-- place, similarity and the ranks are those of a search without threshold for the first 10,000 sections, with the
-- filters; they are null beyond that, and the ranks also for a search by meaning alone. With one_per_section, place
-- counts sections, and is that of the piece that stands for this one. reasons is empty if the search returns the row.
-- Raises P0002 if no section is meant, and what explain_search raises.
create or replace function explain_sections(expected text, search text, arguments jsonb)
returns table (
  id bigint,
  path text,
  slug text,
  heading text,
  place bigint,
  similarity double precision,
  full_text_rank bigint,
  semantic_rank bigint,
  reasons text[]
)
language plpgsql
stable
rows 5
set search_path from current
as $$
declare
  _search constant regprocedure := pgmatch.nods_search_named(search);
  -- an argument that the function does not have is left out
  _deep constant jsonb := arguments - '{match_threshold,probes,candidates}'::text[] || (
    select pg_catalog.jsonb_object_agg(w.name, w.value)
    from (
      values ('match_count', '10000'::jsonb), ('match_threshold', 'null'::jsonb), ('ef_search', '1000'::jsonb)
    ) as w (name, value)
    inner join pg_proc as p on p.oid = _search::oid and w.name = any(p.proargnames[:p.pronargs])
  );
  _pieces constant jsonb := _deep - 'one_per_section'::text;
begin
  return query
  select
    s.id, p.path, s.slug, s.heading,
    o.place, (f.found_row ->> 'similarity'::text)::float8,
    (f.found_row ->> 'full_text_rank'::text)::bigint, (f.found_row ->> 'semantic_rank'::text)::bigint,
    case
      when o.place is null and s.embedding is null then array['it has no embedding']
      when o.place is null and s.content is null then array['it has no content']
      else pgmatch.nods_why_not(_search, arguments, s.id, _pieces, o.place, f.found_row)
    end
  from pgmatch.nods_expected_sections(expected) with ordinality as e (id, place)
  inner join nods_page_section as s on s.id = e.id
  left join nods_page as p on p.id = s.page_id
  cross join lateral (
    select pg_catalog.array_agg(i.id::text) as keys
    from nods_page_section as i
    where i.id = s.id
      or (_deep -> 'one_per_section'::text) = 'true' and i.page_id = s.page_id and i.slug is not distinct from s.slug
  ) as w
  cross join lateral pgmatch.search_place(_search, _deep, 'id', w.keys) as o
  cross join lateral pgmatch.search_place(_search, _pieces, 'id', array[s.id::text]) as f
  order by e.place;
end;
$$;

comment on function explain_sections(text, text, jsonb) is
  'Where a search has the sections that somebody expected, and why it does not return them.';

select pgmatch.register('nods', 'function', 'explain_sections(text, text, jsonb)', 'execute', 'execute');
