-- nods_put_page: writes one page with its sections, in one transaction.
--
-- sections     array of {content, context, heading, slug, token_count, embedding}, see pgmatch.nods_put_sections
-- parent_path  path of the parent page; nods_finish_ingest also sets it, for parents that are written later
--
-- Returns the page's id; status 'new', 'changed' or 'unchanged'; how many sections were inserted, kept
-- and removed. A page that already has this checksum is unchanged, and its sections are not written. Other sessions
-- wait for the end of this transaction before they write the same page. Raises 22023 for a malformed page, 23505 if
-- another corpus has the path, PT409 if the caller should try again, PT410 if a newer run of the corpus has begun,
-- which will write the page.
create or replace function nods_put_page(
  run bigint,
  page_path text,
  page_checksum text,
  sections jsonb,
  meta jsonb default null,
  page_type text default 'markdown',
  page_source text default 'guide',
  parent_path text default null
)
returns table (page_id bigint, status text, inserted integer, kept integer, removed integer)
language plpgsql
volatile
set search_path from current
as $$
declare
  _corpus text;
  _page nods_page;
  _ids bigint[];
  _parent_id bigint;
begin
  perform pgmatch.nods_check_page(page_path, page_checksum, sections, page_type, page_source);
  _page := pgmatch.nods_open_page(run, page_path);
  _corpus := pgmatch.nods_run_corpus(run);
  _parent_id := (
    select p.id
    from nods_page as p
    where p.path = parent_path and p.id <> _page.id and pgmatch.nods_is_mine(p.owner_id)
  );

  if pgmatch.nods_is_complete(_page.id, page_checksum) then
    status := 'unchanged';
    _ids := _page.section_ids;
    inserted := 0;
    kept := (select count(*) from nods_page_section as s where s.page_id = _page.id);
    removed := 0;
  else
    status := case when (_page.checksum, _page.section_ids, _page.type) is null then 'new' else 'changed' end;
    select s.section_ids, s.inserted, s.kept, s.removed into _ids, inserted, kept, removed
    from pgmatch.nods_put_sections(_page.id, sections) as s;
  end if;

  update nods_page as p
  set
    checksum = page_checksum,
    meta = nods_put_page.meta,
    type = page_type,
    source = page_source,
    parent_page_id = coalesce(_parent_id, p.parent_page_id),
    corpus = _corpus,
    section_ids = _ids
  where p.id = _page.id
    and (p.checksum, p.meta, p.type, p.source, p.parent_page_id, p.corpus, p.section_ids) is distinct from (
      page_checksum,
      nods_put_page.meta,
      page_type,
      page_source,
      coalesce(_parent_id, p.parent_page_id),
      _corpus,
      _ids
    );

  page_id := _page.id;
  return next;
end;
$$;

comment on function nods_put_page(bigint, text, text, jsonb, jsonb, text, text, text) is
  'Writes one page and those of its sections that changed, in one transaction; returns what it did.';

select pgmatch.register(
  'nods', 'function', 'nods_put_page(bigint, text, text, jsonb, jsonb, text, text, text)', null, 'execute'
);
