-- The guide's two tables, with columns of our own: corpus, section_ids, context, owner_id. An adopted table gets what it lacks.
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

comment on table nods_page is 'One row a page of documentation; pages form a tree through parent_page_id.';
comment on column nods_page.path is 'The page''s path, for example /docs/quick-start.';
comment on column nods_page.checksum is 'Base64 of the SHA-256 of the file; null while the sections are incomplete.';
comment on column nods_page.corpus is 'Which set of files keeps this page; null when pgmatch did not write it.';
comment on column nods_page.section_ids is 'The page''s sections in the order of the document.';
comment on column nods_page.owner_id is 'Whose page it is, "sub" of their JWT, in the access mode owner.';
comment on table nods_page_section is 'One row a section of a page: what is searched.';
comment on column nods_page_section.content is 'The section''s Markdown, its heading included.';
comment on column nods_page_section.token_count is 'Length of the content in the model''s tokens.';
comment on column nods_page_section.embedding is
  'Of the content, after the context if there is one; the type holds the number of dimensions.';
comment on column nods_page_section.context is 'What was embedded before the content: the titles of page and section.';
comment on column nods_page_section.slug is 'The anchor of the section''s heading within the page.';
comment on column nods_page_section.owner_id is 'The owner of the section''s page, in the access mode owner.';

-- the number of dimensions is a recorded choice, so it cannot stand in the definition above
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
