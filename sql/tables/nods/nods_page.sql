-- nods_page: the guide's table of pages, with the columns that pgmatch adds: corpus, section_ids, owner_id.
create table if not exists nods_page (
  id bigserial primary key,
  parent_page_id bigint references nods_page,
  path text not null unique,
  checksum text,
  meta jsonb,
  type text,
  source text,
  corpus text,
  section_ids bigint[],
  owner_id text
);

comment on table nods_page is 'One row per page of documentation; parent_page_id makes pages a tree.';
comment on column nods_page.path is 'The page''s path, for example /docs/quick-start.';
comment on column nods_page.checksum is 'Base64 of the SHA-256 of the file; null while the sections are incomplete.';
comment on column nods_page.corpus is 'The set of files that this page comes from; null if pgmatch did not write it.';
comment on column nods_page.section_ids is 'The page''s sections in the order of the document.';
comment on column nods_page.owner_id is 'The owner of the page in the access mode owner: the claim "sub" of their JWT.';
