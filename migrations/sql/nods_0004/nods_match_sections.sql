-- nods_match_sections: which stored section of a page has each of these contents already.
--
-- One row a content: its place (from 1) and the section's id, null when none has it with an embedding.
-- The same content twice on a page meets two sections, in their order.
create or replace function pgmatch.nods_match_sections(page_id bigint, contents text[])
returns table (place integer, section_id bigint)
language sql
stable
set search_path from current
as $$
  with incoming as (
    select c.place, c.content, row_number() over (partition by c.content order by c.place) as copy
    from unnest(contents) with ordinality as c (content, place)
  ),

  stored as (
    select
      s.id,
      s.content,
      row_number() over (
        partition by s.content order by array_position(p.section_ids, s.id) nulls last, s.id
      ) as copy
    from nods_page_section as s
    inner join nods_page as p on p.id = s.page_id
    where s.page_id = nods_match_sections.page_id and s.embedding is not null
  )

  select i.place::integer, s.id
  from incoming as i
  left join stored as s on s.content = i.content and s.copy = i.copy
  order by i.place
$$;

comment on function pgmatch.nods_match_sections(bigint, text[]) is
  'For each content its place and the id of the page''s section that has it with an embedding, or null.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_match_sections(bigint, text[])', null, 'execute');
