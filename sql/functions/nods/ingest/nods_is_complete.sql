-- nods_is_complete: whether a page already has this checksum, and embeddings for all its sections.
create or replace function pgmatch.nods_is_complete(page_id bigint, page_checksum text)
returns boolean
language sql
stable
set search_path from current
as $$
  select exists (
    select from nods_page as p where p.id = nods_is_complete.page_id and p.checksum = nods_is_complete.page_checksum
  )
  and not exists (
    select from nods_page_section as s where s.page_id = nods_is_complete.page_id and s.embedding is null
  )
$$;

comment on function pgmatch.nods_is_complete is
  'Whether a page has this checksum and no section without an embedding.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_is_complete', null, 'execute');
