-- nods_sections_to_embed: which of a page's sections need an embedding before nods_put_page.
--
-- contents  the sections' texts in the order of the document
-- contexts  the text embedded in front of each of them; null for none
--
-- Returns the places (from 1) of the contents that no stored section of the page has; none if the page already has
-- this checksum. Raises 22023 for a run that does not exist, PT410 for one that is over.
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
    select p.id from nods_page as p where p.path = page_path and pgmatch.nods_is_mine(p.owner_id)
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
  'The places (from 1) of the contents that need an embedding before nods_put_page; none for an unchanged page.';

select pgmatch.register(
  'nods', 'function', 'nods_sections_to_embed(bigint, text, text, text[], text[])', null, 'execute'
);
