-- What a user has who follows the guide: vector in the schema extensions, two tables, one function.
create schema extensions;
create extension vector with schema extensions;
set search_path = public, extensions;

create table nods_page (
  id bigserial primary key,
  parent_page_id bigint references nods_page,
  path text not null unique,
  checksum text,
  meta jsonb,
  type text,
  source text
);
alter table nods_page enable row level security;

create table nods_page_section (
  id bigserial primary key,
  page_id bigint not null references nods_page on delete cascade,
  content text,
  token_count int,
  embedding vector(:dimensions),
  slug text,
  heading text
);
alter table nods_page_section enable row level security;

create function match_page_sections(
  embedding vector(:dimensions), match_threshold float, match_count int, min_content_length int
)
returns table (id bigint, page_id bigint, slug text, heading text, content text, similarity float)
language plpgsql
as $$
#variable_conflict use_variable
begin
  return query
  select
    nods_page_section.id,
    nods_page_section.page_id,
    nods_page_section.slug,
    nods_page_section.heading,
    nods_page_section.content,
    (nods_page_section.embedding <#> embedding) * -1 as similarity
  from nods_page_section
  where length(nods_page_section.content) >= min_content_length
    and (nods_page_section.embedding <#> embedding) * -1 > match_threshold
  order by nods_page_section.embedding <#> embedding
  limit match_count;
end;
$$;
