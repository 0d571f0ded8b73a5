-- The guide's two tables and the columns that pgmatch adds: corpus, section_ids, context, owner_id. An adopted table
-- gets the columns that it lacks.
create table if not exists nods_page (
  id bigserial primary key,
  parent_page_id bigint references nods_page,
  path text not null unique,
  checksum text,
  meta jsonb,
  type text,
  source text
);

alter table nods_page
  add column if not exists parent_page_id bigint references nods_page,
  add column if not exists checksum text,
  add column if not exists meta jsonb,
  add column if not exists type text,
  add column if not exists source text,
  add column if not exists corpus text,
  add column if not exists section_ids bigint[],
  add column if not exists owner_id text;

create table if not exists nods_page_section (
  id bigserial primary key,
  page_id bigint not null references nods_page on delete cascade,
  content text,
  token_count integer,
  embedding vector,
  slug text,
  heading text,
  context text
);

alter table nods_page_section
  add column if not exists token_count integer,
  add column if not exists slug text,
  add column if not exists heading text,
  add column if not exists context text,
  add column if not exists owner_id text;

comment on table nods_page is 'One row per page of documentation; parent_page_id makes pages a tree.';
comment on column nods_page.path is 'The page''s path, for example /docs/quick-start.';
comment on column nods_page.checksum is 'Base64 of the SHA-256 of the file; null while the sections are incomplete.';
comment on column nods_page.corpus is 'The set of files that this page comes from; null if pgmatch did not write it.';
comment on column nods_page.section_ids is 'The page''s sections in the order of the document.';
comment on column nods_page.owner_id is 'The owner of the page in the access mode owner: the claim "sub" of their JWT.';
comment on table nods_page_section is 'One row per section of a page. Searches return sections.';
comment on column nods_page_section.content is 'The section''s Markdown, including its heading.';
comment on column nods_page_section.token_count is 'Length of the content in the model''s tokens.';
comment on column nods_page_section.embedding is
  'Embedding of the context, if there is one, and the content; the type holds the number of dimensions.';
comment on column nods_page_section.context is 'Titles of page and section, embedded in front of the content.';
comment on column nods_page_section.slug is 'The anchor of the section''s heading within the page.';
comment on column nods_page_section.owner_id is 'The owner of the section''s page, in the access mode owner.';

-- the number of dimensions is a recorded choice, so the definition above cannot name it
do $$
declare
  _dimensions integer := (select i.dimensions from pgmatch.install as i where i.line = 'nods');
begin
  if exists (
    select from pg_attribute as a
    where a.attrelid = 'nods_page_section'::regclass and a.attname = 'embedding' and a.atttypmod = -1
  ) then
    execute format('alter table nods_page_section alter column embedding type vector(%s)', _dimensions);
  end if;
end;
$$;
