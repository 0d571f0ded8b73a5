-- nods_gone_pages: the pages of a corpus, or of a part of it, that are not among these paths.
--
-- part  the prefix of its paths: /a means /a and everything below /a/; null for the whole corpus
create or replace function pgmatch.nods_gone_pages(corpus text, part text, paths text[])
returns table (id bigint, path text)
language sql
stable
set search_path from current
as $$
  select p.id, p.path
  from nods_page as p
  where p.corpus = nods_gone_pages.corpus
    and (part is null or p.path = part or starts_with(p.path, part || '/'))
    and p.path <> all(coalesce(paths, '{}'))
    and pgmatch.nods_is_mine(p.owner_id)
$$;

comment on function pgmatch.nods_gone_pages is
  'The pages of a corpus, or of a part of it, that are not among these paths.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_gone_pages', null, 'execute');
