-- nods_page_outline: the sections of a page in the order of the document, with the level of each heading.
--
-- place  counts from 1. Sections that an unfinished ingest has added are last
-- level  1 to 6 as in Markdown; 7 if the text does not begin with its heading; null for what continues a section: text
--        without a heading, and the later pieces of a section that is longer than the model's window
--
-- It reads only the beginning of each text. Runs as the caller: a section that row level security hides is not counted.
create or replace function pgmatch.nods_page_outline(page_id bigint)
returns table (id bigint, place bigint, heading text, level integer)
language sql
stable
set search_path from current
as $$
  with listed as (
    select l.id, l.place
    from nods_page as p
    cross join pg_catalog.unnest(p.section_ids) with ordinality as l (id, place)
    where p.id = nods_page_outline.page_id
  ),

  ordered as (
    select
      s.id,
      row_number() over w as place,
      s.heading,
      (s.slug, s.heading) is distinct from (pg_catalog.lag(s.slug) over w, pg_catalog.lag(s.heading) over w) as is_new,
      case
        when b.text ~ E'^ {0,3}#{1,6}[ \t]'::text then length(substring(b.text, '^ *(#+)'::text))
        when b.text ~ E'^[^\n]+\n {0,3}=+ *(\n|$)'::text then 1
        when b.text ~ E'^[^\n]+\n {0,3}-+ *(\n|$)'::text then 2
      end as level
    from nods_page_section as s
    left join listed as l on l.id = s.id
    cross join lateral (select left(s.content, 300)) as b (text)
    where s.page_id = nods_page_outline.page_id
    window w as (order by l.place, s.id)
  )

  select
    o.id, o.place, o.heading,
    case when o.heading is not null then coalesce(o.level, case when o.is_new then 7 end) end
  from ordered as o
  order by o.place
$$;

comment on function pgmatch.nods_page_outline is
  'The sections of a page in the order of the document, with the level of each heading.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_page_outline', 'execute', 'execute');
