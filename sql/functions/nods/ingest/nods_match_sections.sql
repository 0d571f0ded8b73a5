-- nods_match_sections: which stored section of a page already has each of these contents.
--
-- contexts  the text embedded in front of each content; null, or null for one of them, for none
--
-- One row per content: its place (from 1) and the section's id; null if no section has it with an embedding.
-- Ignores white space at the ends of the text and of its lines; the context must be the same. If a page has the same
-- text twice, each copy matches its own section, in their order. Raises 22023 if the numbers of contexts and contents
-- differ.
create or replace function pgmatch.nods_match_sections(page_id bigint, contents text[], contexts text[])
returns table (place integer, section_id bigint)
language plpgsql
stable
set search_path from current
as $$
begin
  if pg_catalog.cardinality(contexts) <> pg_catalog.cardinality(contents) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format(
        'there are %s contents, but %s contexts',
        pg_catalog.cardinality(contents),
        pg_catalog.cardinality(contexts)
      ),
      hint = 'Pass one context for each content, null for none.';
  end if;

  return query
  with incoming as (
    select
      c.place,
      t.content,
      t.context,
      row_number() over (partition by t.content, t.context order by c.place) as copy
    from unnest(contents, contexts) with ordinality as c (content, context, place)
    cross join lateral (select pgmatch.nods_bare_text(c.content), nullif(c.context, '')) as t (content, context)
  ),

  stored as (
    select
      s.id,
      t.content,
      s.context,
      row_number() over (
        partition by t.content, s.context order by pg_catalog.array_position(p.section_ids, s.id) nulls last, s.id
      ) as copy
    from nods_page_section as s
    inner join nods_page as p on p.id = s.page_id
    cross join lateral (select pgmatch.nods_bare_text(s.content)) as t (content)
    where s.page_id = nods_match_sections.page_id and s.embedding is not null
  )

  select i.place::integer, s.id
  from incoming as i
  left join stored as s
    on s.content = i.content and s.copy = i.copy and coalesce(s.context, '') = coalesce(i.context, '')
  order by i.place;
end;
$$;

comment on function pgmatch.nods_match_sections is
  'For each content, its place and the id of the page''s section that has it with an embedding, or null.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_match_sections', null, 'execute');
