-- nods_put_sections: replaces a page's sections by those of the list; keeps sections whose text is unchanged.
--
-- sections  array of {content, context, heading, slug, token_count, embedding}; the embedding, an array or a
--           string, may be left out if the page already has the text
--
-- A kept section keeps its row, id, embedding and stored content. Raises PT409 if a new section has no embedding. Then
-- somebody else changed the page after the call of nods_sections_to_embed, and the caller should try again.
create or replace function pgmatch.nods_put_sections(page_id bigint, sections jsonb)
returns table (section_ids bigint[], inserted integer, kept integer, removed integer)
language plpgsql
volatile
set search_path from current
as $$
declare
  _ids bigint[] := array(
    select m.section_id
    from pgmatch.nods_match_sections(
      page_id,
      array(
        select e.item ->> 'content'::text
        from jsonb_array_elements(sections) with ordinality as e (item, place)
        order by e.place
      ),
      array(
        select e.item ->> 'context'::text
        from jsonb_array_elements(sections) with ordinality as e (item, place)
        order by e.place
      )
    ) as m
    order by m.place
  );
  _kept integer := pg_catalog.cardinality(pg_catalog.array_remove(_ids, null));
  _removed integer;
  _place integer;
  _section jsonb;
begin
  delete from nods_page_section as s
  where s.page_id = nods_put_sections.page_id and s.id <> all(pg_catalog.array_remove(_ids, null));
  get diagnostics _removed = row_count;

  update nods_page_section as s
  set
    heading = e.item ->> 'heading'::text,
    slug = e.item ->> 'slug'::text,
    token_count = (e.item ->> 'token_count'::text)::integer
  from jsonb_array_elements(sections) with ordinality as e (item, place)
  where s.id = _ids[e.place]
    and (s.heading, s.slug, s.token_count) is distinct from
      (e.item ->> 'heading'::text, e.item ->> 'slug'::text, (e.item ->> 'token_count'::text)::integer);

  for _place, _section in
    select e.place, e.item
    from jsonb_array_elements(sections) with ordinality as e (item, place)
    where _ids[e.place] is null
    order by e.place
  loop
    _ids[_place] := pgmatch.nods_insert_section(page_id, _section, _place);
  end loop;

  return query select _ids, pg_catalog.cardinality(_ids) - _kept, _kept, _removed;
end;
$$;

comment on function pgmatch.nods_put_sections is
  'Replaces the sections of a page whose content changed; the others keep row, id and embedding.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_put_sections', null, 'execute');
