-- nods_add_sections: writes some of a page's new sections before nods_put_page, which then needs less time.
--
-- page_checksum  the checksum of the file; nothing is added to a page that already has it
-- sections       array of {content, context, heading, slug, token_count, embedding}, as for nods_put_page
--
-- Returns how many it added. The page keeps its sections, and searches find the added ones too. The page has no
-- checksum until nods_put_page is called with the full list, in which the added sections need no embedding.
-- nods_put_page removes what is not in its list, so adding a section twice does no harm. Raises what nods_put_page
-- raises.
create or replace function nods_add_sections(run bigint, page_path text, page_checksum text, sections jsonb)
returns integer
language plpgsql
volatile
set search_path from current
as $$
declare
  _page nods_page;
begin
  perform pgmatch.nods_check_page(page_path, page_checksum, sections);
  _page := pgmatch.nods_open_page(run, page_path);
  if pgmatch.nods_is_complete(_page.id, page_checksum) then
    return 0;
  end if;

  update nods_page as p set checksum = null where p.id = _page.id and p.checksum is not null;
  return (
    select pg_catalog.count(pgmatch.nods_insert_section(_page.id, e.item, e.place))
    from jsonb_array_elements(sections) with ordinality as e (item, place)
  );
end;
$$;

comment on function nods_add_sections(bigint, text, text, jsonb) is
  'Writes some of a page''s new sections before nods_put_page; returns how many.';

select pgmatch.register('nods', 'function', 'nods_add_sections(bigint, text, text, jsonb)', null, 'execute');
