-- nods_page_section: the guide's table of sections, with the columns that pgmatch adds: context, owner_id.
--
-- The number of dimensions is a recorded choice.
create table if not exists nods_page_section (
  id bigserial primary key,
  page_id bigint not null references nods_page on delete cascade,
  content text,
  token_count integer,
  embedding vector,
  slug text,
  heading text,
  context text,
  owner_id text
);

comment on table nods_page_section is 'One row per section of a page. Searches return sections.';
comment on column nods_page_section.content is 'The section''s Markdown, including its heading.';
comment on column nods_page_section.token_count is 'Length of the content in the model''s tokens.';
comment on column nods_page_section.embedding is
  'Embedding of the context, if there is one, and the content; the type holds the number of dimensions.';
comment on column nods_page_section.context is 'Titles of page and section, embedded in front of the content.';
comment on column nods_page_section.slug is 'The anchor of the section''s heading within the page.';
comment on column nods_page_section.owner_id is 'The owner of the section''s page, in the access mode owner.';

select pgmatch.add_column('nods', 'nods_page_section', 'embedding', 'id', 'ip', 1536);
