-- nods_lock_page: the page with this path, made if need be, locked until the end of the transaction.
--
-- Raises 23505 when the page belongs to another corpus, and when it can be neither made nor seen: the sequence of
-- the ids is behind rows that were copied with theirs, or a policy or trigger of the user's hides or renames it.
create or replace function pgmatch.nods_lock_page(page_path text, corpus text)
returns nods_page
language plpgsql
volatile
set search_path from current
as $$
declare
  _page nods_page;
begin
  -- more than once, for a page that others make and delete meanwhile
  for _attempt in 1..5 loop
    select p.* into _page
    from nods_page as p
    where p.path = page_path and pgmatch.is_mine(p.owner_id)
    -- a page below may take it for its parent meanwhile, or two that are each other's would wait for ever
    for no key update;
    exit when found;
    insert into nods_page (path, corpus) values (page_path, nods_lock_page.corpus)
    on conflict do nothing;
  end loop;

  if _page.id is null then
    raise exception using
      errcode = 'unique_violation',
      message = format('page %s cannot be made: its id or its path is taken by a page that is not found', page_path),
      hint = 'After rows were copied with their ids: select setval(pg_get_serial_sequence(''nods_page'', ''id''), '
        '(select max(id) from nods_page)); likewise for nods_page_section. '
        'Else a policy hides the page from you, or a trigger renames it.';
  end if;
  if _page.corpus <> nods_lock_page.corpus then
    raise exception using
      errcode = 'unique_violation',
      message = format(
        'page %s belongs to the corpus "%s", not to "%s"', page_path, _page.corpus, nods_lock_page.corpus
      ),
      hint = 'Give one of the two another prefix of paths.';
  end if;
  return _page;
end;
$$;

comment on function pgmatch.nods_lock_page(text, text) is
  'Makes the page if need be, locks it and returns it; raises 23505 when another corpus has its path.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_lock_page(text, text)', null, 'execute');
