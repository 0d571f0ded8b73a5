-- nods_load_pages: creates the rows of a batch of pages and reserves ids for their sections.
--
-- pages    array of {path, checksum, meta, type, source, sections}, each path once; sections is their number
-- model    the model of the embeddings, with its dimensions and whether its vectors have length 1 (null: open)
-- corpus   the set of files that the pages belong to; null for none
-- replace  whether a page that already exists with another checksum gets new sections in place of its own
--
-- The caller copies the sections into nods_page_section under these ids, in the same transaction, because COPY
-- is several times faster than inserts. Returns one row per page. A page that already has its checksum is
-- 'unchanged', and the caller must not copy its sections.
--
-- Raises 22023 and 55000 for the model, see pgmatch.nods_record_model; 22023 for a malformed page; 23505 if a page
-- exists and replace is false, or belongs to another corpus; 42501 for a role that cannot use COPY.
create or replace function pgmatch.nods_load_pages(
  pages jsonb,
  model text,
  dimensions integer,
  normalized boolean,
  corpus text,
  replace boolean
)
returns table (path text, page_id bigint, status text, section_ids bigint[])
language plpgsql
volatile
set search_path from current
as $$
declare
  _sequence constant regclass := pg_get_serial_sequence('nods_page_section', 'id');
  _standing text[] := array(
    select p.path
    from jsonb_to_recordset(pages) as i (path text)
    inner join nods_page as p on p.path = i.path and pgmatch.nods_is_mine(p.owner_id)
  );
  _wanted record;
  _page nods_page;
begin
  if pg_catalog.row_security_active('nods_page_section') then
    raise exception using
      errcode = 'insufficient_privilege',
      message = pg_catalog.format(
        'policies of nods_page_section apply to "%s", and COPY does not support them', current_user
      ),
      hint = 'Load as the owner of the tables or as service_role, or write the pages one by one with nods_put_page.';
  end if;
  perform pgmatch.nods_record_model(model, dimensions, normalized, null);
  perform pgmatch.nods_check_page(i.path, i.checksum, '[]', i.type, i.source)
  from jsonb_to_recordset(pages) as i (path text, checksum text, type text, source text);

  return query
  insert into nods_page as p (path, checksum, meta, type, source, corpus, section_ids)
  select
    i.path,
    i.checksum,
    i.meta,
    i.type,
    i.source,
    nods_load_pages.corpus,
    array(select pg_catalog.nextval(_sequence) from generate_series(1, i.sections))
  from jsonb_to_recordset(pages) as i (
    path text, checksum text, meta jsonb, type text, source text, sections integer
  )
  where i.path <> all(_standing)
  order by i.path
  returning p.path, p.id, 'new', p.section_ids;

  for _wanted in
    select i.*
    from jsonb_to_recordset(pages) as i (
      path text, checksum text, meta jsonb, type text, source text, sections integer
    )
    where i.path = any(_standing)
    -- one order for all loads, to keep concurrent ones from a deadlock
    order by i.path
  loop
    _page := pgmatch.nods_lock_page(_wanted.path, corpus);
    page_id := _page.id;
    path := _page.path;
    section_ids := _page.section_ids;
    status := 'unchanged';
    if not pgmatch.nods_is_complete(_page.id, _wanted.checksum) then
      if not replace then
        raise exception using
          errcode = 'unique_violation',
          message = pg_catalog.format('page %s already exists, with other sections', path),
          hint = 'Leave it out, or load with replace => true (in Python, replace=True).';
      end if;
      status := 'replaced';
      delete from nods_page_section as s where s.page_id = _page.id;
      section_ids := array(select pg_catalog.nextval(_sequence) from generate_series(1, _wanted.sections));
    end if;

    update nods_page as p
    set
      checksum = _wanted.checksum,
      meta = _wanted.meta,
      type = _wanted.type,
      source = _wanted.source,
      corpus = coalesce(nods_load_pages.corpus, p.corpus),
      section_ids = nods_load_pages.section_ids
    where p.id = _page.id
      and (status, p.meta, p.type, p.source, p.corpus) is distinct from (
        'unchanged',
        _wanted.meta,
        _wanted.type,
        _wanted.source,
        coalesce(nods_load_pages.corpus, p.corpus)
      );
    return next;
  end loop;
end;
$$;

comment on function pgmatch.nods_load_pages is
  'Creates the rows of a batch of pages and reserves ids for their sections, which the same transaction must copy.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_load_pages', null, 'execute');
