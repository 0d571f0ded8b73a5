-- nods_remove_pages: removes the pages with these paths, of a corpus or that pass a filter, with their sections.
--
-- paths    the paths of the pages to remove; null for any
-- corpus   only pages of this corpus; alone, this also removes the record of the corpus and ends its runs
-- filter   only pages whose meta passes this, see pgmatch.filter_condition
-- dry_run  returns the paths of the pages that would be removed, and removes none
--
-- Returns the removed paths. Child pages of a removed page stay, without a parent. Raises 22023 if none of the first
-- three is given, and for a filter that every page passes; P0002 if a path or the corpus does not exist.
create or replace function nods_remove_pages(
  paths text[] default null,
  corpus text default null,
  filter jsonb default null,
  dry_run boolean default false
)
returns table (path text)
language plpgsql
volatile
set search_path from current
as $$
declare
  _ids bigint[];
begin
  -- before pages, as in pgmatch.nods_run_corpus
  perform from nods_page_section as s where false;
  _ids := pgmatch.nods_pages_to_remove(paths, corpus, filter);
  if dry_run is not false then
    return query select p.path from nods_page as p where p.id = any(_ids) order by p.path;
    return;
  end if;
  if paths is null and filter is null then
    -- in the order in which a run finishes
    delete from pgmatch.nods_corpus as c
    where c.corpus = nods_remove_pages.corpus and pgmatch.nods_is_mine(c.owner_id);
    delete from pgmatch.nods_run as r
    where r.corpus = nods_remove_pages.corpus and pgmatch.nods_is_mine(r.owner_id);
    -- with those that a run has written until now
    _ids := array(
      select p.id from nods_page as p where p.corpus = nods_remove_pages.corpus and pgmatch.nods_is_mine(p.owner_id)
    );
  end if;
  return query select r.path from pg_catalog.unnest(pgmatch.nods_delete_pages(_ids)) as r (path);
end;
$$;

comment on function nods_remove_pages(text[], text, jsonb, boolean) is
  'Removes the pages with these paths, of a corpus or that pass a filter, with their sections; returns their paths.';

select pgmatch.register('nods', 'function', 'nods_remove_pages(text[], text, jsonb, boolean)', null, 'execute');
