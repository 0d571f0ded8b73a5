-- nods_remove_pages: removes the pages with these paths, or all pages of a corpus, with their sections.
--
-- paths   the paths of the pages to remove; null for all of the corpus
-- corpus  only pages of this corpus; without paths, this also removes the record of the corpus and ends its runs
--
-- Returns the removed paths. Child pages of a removed page stay, without a parent. Raises 22023 if neither is given,
-- and P0002 if a path or the corpus does not exist; then it removes nothing.
create or replace function nods_remove_pages(paths text[] default null, corpus text default null)
returns table (path text)
language plpgsql
volatile
set search_path from current
as $$
declare
  _is_known boolean;
  _ids bigint[];
  _missing text;
begin
  -- before pages, as in pgmatch.nods_run_corpus
  perform from nods_page_section as s where false;
  if paths is null and corpus is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'neither paths nor a corpus is given',
      hint = 'Pass the paths of the pages to remove, or the corpus to remove.';
  end if;
  _ids := array(
    select p.id
    from nods_page as p
    where (paths is null or p.path = any(paths))
      and (nods_remove_pages.corpus is null or p.corpus = nods_remove_pages.corpus)
      and pgmatch.nods_is_mine(p.owner_id)
  );
  select min(w.path) into _missing
  from pg_catalog.unnest(paths) as w (path)
  where w.path <> all(array(select p.path from nods_page as p where p.id = any(_ids)));
  if _missing is not null then
    raise exception using
      errcode = 'no_data_found',
      message = pg_catalog.format('there is no page %s%s', _missing, ' in the corpus "' || corpus || '"'),
      hint = 'To list the pages: select * from nods_pages();';
  end if;
  if paths is null then
    -- in the order in which a run finishes
    delete from pgmatch.nods_corpus as c
    where c.corpus = nods_remove_pages.corpus and pgmatch.nods_is_mine(c.owner_id);
    _is_known := found;
    delete from pgmatch.nods_run as r
    where r.corpus = nods_remove_pages.corpus and pgmatch.nods_is_mine(r.owner_id);
    _ids := array(
      select p.id from nods_page as p where p.corpus = nods_remove_pages.corpus and pgmatch.nods_is_mine(p.owner_id)
    );
    if not _is_known and pg_catalog.cardinality(_ids) = 0 then
      raise exception using
        errcode = 'no_data_found',
        message = pg_catalog.format('there is no corpus "%s"', corpus),
        hint = 'To list the corpora: select * from nods_corpora();';
    end if;
  end if;
  return query select r.path from pg_catalog.unnest(pgmatch.nods_delete_pages(_ids)) as r (path);
end;
$$;

comment on function nods_remove_pages(text[], text) is
  'Removes the pages with these paths, or all pages of a corpus, with their sections; returns their paths.';

select pgmatch.register('nods', 'function', 'nods_remove_pages(text[], text)', null, 'execute');
