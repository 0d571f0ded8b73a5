"""A database as the template of headless doc search leaves it: where adoption starts."""

from __future__ import annotations

from tests.guide import literal

SQL = """
create schema if not exists docs;
grant usage on schema docs to postgres, service_role;
create extension if not exists vector;
create table docs.page (
  id bigserial primary key,
  parent_page_id bigint references docs.page,
  path text not null unique,
  checksum text,
  meta jsonb,
  type text,
  source text,
  version uuid,
  last_refresh timestamptz
);
alter table docs.page enable row level security;
create table docs.page_section (
  id bigserial primary key,
  page_id bigint not null references docs.page on delete cascade,
  content text,
  token_count int,
  embedding vector(1536),
  slug text,
  heading text
);
alter table docs.page_section enable row level security;
create function docs.match_page_sections(
  embedding vector(1536), match_threshold float, match_count int, min_content_length int
) returns table (id bigint, page_id bigint, slug text, heading text, content text, similarity float)
language plpgsql as $$
#variable_conflict use_variable
begin
  return query select s.id, s.page_id, 'theirs'::text, s.heading, s.content, 1.0::float from page_section as s;
end;
$$;
create function docs.get_page_parents(page_id bigint)
returns table (id bigint, parent_page_id bigint, path text, meta jsonb)
language sql as $$ select p.id, p.parent_page_id, p.path, p.meta from docs.page as p where p.id = page_id $$;
alter default privileges in schema docs grant all on tables to postgres, service_role;
grant select, insert, update, delete on all tables in schema docs to postgres, service_role;
grant usage, select on all sequences in schema docs to postgres, service_role;
"""

# the second page has no version, and is the parent of the third, which the next refresh sees
ROWS = f"""
insert into docs.page (id, parent_page_id, path, checksum, type, source, version, last_refresh) values
  (11, null, 'docs/first', 'c2hh', 'markdown', 'markdown', '11111111-1111-4111-8111-111111111111', '2024-01-01'),
  (12, null, 'docs/second', 'c2hh', 'markdown', 'markdown', null, null),
  (13, 12, 'docs/third', 'c2hh', 'markdown', 'markdown', '11111111-1111-4111-8111-111111111111', '2024-01-01');
insert into docs.page_section (id, page_id, content, token_count, embedding, slug, heading) values
  (101, 11, 'one text that is long enough', 5, '{literal(1)}', 'one', 'One'),
  (102, 12, 'two text that is long enough', 5, '{literal(0.6, 0.8)}', 'two', 'Two'),
  (103, 13, 'three text that is long enough', 5, '{literal(0, 1)}', 'three', 'Three');
select setval('docs.page_id_seq', 50), setval('docs.page_section_id_seq', 150);
"""
