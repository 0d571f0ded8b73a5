-- nods_lock_page: the page with this path, created if missing and locked until the end of the transaction.
--
-- Raises 23505 if the page belongs to another corpus, and if it can be neither created nor seen: rows were copied with
-- their ids and the sequence lags behind, or the user's own policy or trigger hides or renames the page.
create or replace function pgmatch.nods_lock_page(page_path text, corpus text)
returns nods_page
language plpgsql
volatile
set search_path from current
as $$
declare
  _page nods_page;
begin
  -- more than once, because others may create and delete the page in between
  for _attempt in 1..5 loop
    select p.* into _page
    from nods_page as p
    where p.path = page_path and pgmatch.nods_is_mine(p.owner_id)
    -- a child may set it as parent; with a stronger lock, two pages that are each other's parent would deadlock
    for no key update;
    exit when found;
    insert into nods_page (path, corpus) values (page_path, nods_lock_page.corpus)
    on conflict do nothing;
  end loop;

  if _page.id is null then
    raise exception using
      errcode = 'unique_violation',
      message = pg_catalog.format(
        'page %s cannot be created: a page that you cannot see has its id or its path', page_path
      ),
      hint = pg_catalog.format(
        'If rows were copied with their ids: select setval(pg_get_serial_sequence(''%1$I.nods_page'', ''id''), '
        '(select max(id) from %1$I.nods_page)); and the same for nods_page_section. '
        'Otherwise, a policy hides the page from you, or a trigger renames it.',
        current_schema
      );
  end if;
  if _page.corpus <> nods_lock_page.corpus then
    raise exception using
      errcode = 'unique_violation',
      message = pg_catalog.format(
        'page %s belongs to the corpus "%s", not to "%s"', page_path, _page.corpus, nods_lock_page.corpus
      ),
      hint = 'Give one of the two another path prefix.';
  end if;
  return _page;
end;
$$;

comment on function pgmatch.nods_lock_page is
  'Creates the page if it is missing, locks it and returns it; raises 23505 if another corpus has its path.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_lock_page', null, 'execute');
