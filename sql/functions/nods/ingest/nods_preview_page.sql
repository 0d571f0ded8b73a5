-- nods_preview_page: what an ingest would do with a page; it writes nothing.
--
-- contents  the sections' texts in the order of the document
-- contexts  the text embedded in front of each of them; null for none
-- rules     the rules for reading the file; a page that was read by other rules is read again
--
-- Returns the status that nods_put_page would return, the places (from 1) of the sections that need an
-- embedding, and how many sections would keep theirs. Raises 23505 if another corpus has the path.
create or replace function nods_preview_page(
  corpus text,
  page_path text,
  page_checksum text,
  contents text[],
  contexts text[] default null,
  rules jsonb default null
)
returns table (status text, to_embed integer[], kept integer)
language plpgsql
stable
rows 1
set search_path from current
as $$
declare
  _page nods_page;
begin
  select p.* into _page from nods_page as p where p.path = page_path and pgmatch.nods_is_mine(p.owner_id);
  if _page.corpus <> nods_preview_page.corpus then
    raise exception using
      errcode = 'unique_violation',
      message = pg_catalog.format(
        'page %s belongs to the corpus "%s", not to "%s"', page_path, _page.corpus, nods_preview_page.corpus
      ),
      hint = 'Give one of the two another path prefix.';
  end if;

  if pgmatch.nods_is_complete(_page.id, page_checksum)
    and coalesce(rules = pgmatch.nods_read_by(_page.corpus), rules is null) then
    return query
    select 'unchanged', '{}'::integer[], count(*)::integer
    from nods_page_section as s
    where s.page_id = _page.id;
    return;
  end if;
  return query
  select
    case when (_page.checksum, _page.section_ids, _page.type) is null then 'new' else 'changed' end,
    coalesce(pg_catalog.array_agg(m.place order by m.place) filter (where m.section_id is null), '{}'),
    pg_catalog.count(m.section_id)::integer
  from pgmatch.nods_match_sections(_page.id, contents, contexts) as m;
end;
$$;

comment on function nods_preview_page(text, text, text, text[], text[], jsonb) is
  'What an ingest would do with a page: its status, the places of the contents to embed, how many sections stay.';

select pgmatch.register(
  'nods', 'function', 'nods_preview_page(text, text, text, text[], text[], jsonb)', null, 'execute'
);
