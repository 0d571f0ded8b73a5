-- nods_preview_page: what an ingest would make of a page; it writes nothing.
--
-- contents  the sections' texts in the order of the document
--
-- Returns the status that nods_put_page would return, and the places (from 1) of the sections that need an
-- embedding. Raises 23505 when another corpus has the path.
create or replace function nods_preview_page(
  corpus text,
  page_path text,
  page_checksum text,
  contents text[]
)
returns table (status text, to_embed integer[])
language plpgsql
stable
rows 1
set search_path from current
as $$
declare
  _page nods_page;
begin
  select p.* into _page from nods_page as p where p.path = page_path and pgmatch.is_mine(p.owner_id);
  if _page.corpus <> nods_preview_page.corpus then
    raise exception using
      errcode = 'unique_violation',
      message = format(
        'page %s belongs to the corpus "%s", not to "%s"', page_path, _page.corpus, nods_preview_page.corpus
      ),
      hint = 'Give one of the two another prefix of paths.';
  end if;

  if pgmatch.nods_is_complete(_page.id, page_checksum) then
    return query select 'unchanged', '{}'::integer[];
    return;
  end if;
  return query
  select
    case when (_page.checksum, _page.section_ids, _page.type) is null then 'new' else 'changed' end,
    array(
      select m.place
      from pgmatch.nods_match_sections(_page.id, contents) as m
      where m.section_id is null
      order by m.place
    );
end;
$$;

comment on function nods_preview_page(text, text, text, text[]) is
  'What an ingest would make of a page: its status, and the places (from 1) of the contents to embed.';

select pgmatch.register('nods', 'function', 'nods_preview_page(text, text, text, text[])', null, 'execute');
