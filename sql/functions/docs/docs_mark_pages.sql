-- docs_mark_pages: trigger of a run that ends: gives the pages of its corpus a new version, and the time.
--
-- All of them have the same version, those included whose file could not be read, so a page that is older belongs to no
-- file. A run over a part of the corpus marks the pages of this part.
create or replace function pgmatch.docs_mark_pages()
returns trigger
language plpgsql
volatile
set search_path from current
as $$
declare
  _version constant uuid := pg_catalog.gen_random_uuid();
begin
  update page as p
  set version = _version, last_refresh = new.finished_at
  where p.corpus = new.corpus
    and (new.part is null or p.path = new.part or starts_with(p.path, new.part || '/'))
    and pgmatch.docs_is_mine(p.owner_id);
  return null;
end;
$$;

comment on function pgmatch.docs_mark_pages is
  'Gives the pages of a corpus a new version and the time at which the ingest run ended.';

select pgmatch.register('docs', 'function', 'pgmatch.docs_mark_pages');
