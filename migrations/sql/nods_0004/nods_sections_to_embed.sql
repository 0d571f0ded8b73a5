-- nods_sections_to_embed: which of a page's sections need an embedding before the page can be put.
--
-- contents  the sections' texts in the order of the document
-- contexts  what is embedded before each of them; null for nothing
-- Returns the places (from 1) of those that no stored section of the page has; none for a page that
-- stands with this checksum. Raises 22023 for a run that does not exist, PT410 for one that is over.
create or replace function nods_sections_to_embed(
  run bigint,
  page_path text,
  page_checksum text,
  contents text[],
  contexts text[] default null
)
returns table (place integer)
language plpgsql
stable
set search_path from current
as $$
declare
  _page_id bigint;
begin
  perform pgmatch.nods_run_corpus(run);
  _page_id := (
    select p.id from nods_page as p where p.path = page_path and pgmatch.is_mine(p.owner_id)
  );
  if not pgmatch.nods_is_complete(_page_id, page_checksum) then
    return query
    select m.place
    from pgmatch.nods_match_sections(_page_id, contents, contexts) as m
    where m.section_id is null;
  end if;
end;
$$;

comment on function nods_sections_to_embed(bigint, text, text, text[], text[]) is
  'The places (from 1) of those contents that need an embedding before nods_put_page; none for an unchanged page.';

select pgmatch.register(
  'nods', 'function', 'nods_sections_to_embed(bigint, text, text, text[], text[])', null, 'execute'
);
