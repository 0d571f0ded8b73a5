"""Databases as the guides leave them: the starting points of adoption."""

from __future__ import annotations


def guide_sql(extension_schema: str = "extensions", dimensions: int | None = 1536) -> str:
    """Return what a user has after pasting a guide: two tables, row level security, one function."""
    vector = f"{extension_schema}.vector" + (f"({dimensions})" if dimensions else "")
    return f"""
create schema if not exists {extension_schema};
create extension if not exists vector with schema {extension_schema};
create table public.nods_page (
  id bigserial primary key,
  parent_page_id bigint references public.nods_page,
  path text not null unique,
  checksum text,
  meta jsonb,
  type text,
  source text
);
alter table public.nods_page enable row level security;
create table public.nods_page_section (
  id bigserial primary key,
  page_id bigint not null references public.nods_page on delete cascade,
  content text,
  token_count int,
  embedding {vector},
  slug text,
  heading text
);
alter table public.nods_page_section enable row level security;
{guide_function(vector)}
"""


def guide_function(vector: str = "extensions.vector(1536)", schema: str = "extensions") -> str:
    """Return a function with the guide's signature that marks its rows with the slug 'theirs'."""
    return f"""
create or replace function public.match_page_sections(
  embedding {vector}, match_threshold float, match_count int, min_content_length int
) returns table (id bigint, page_id bigint, slug text, heading text, content text, similarity float)
language plpgsql as $$
#variable_conflict use_variable
begin
  return query
  select s.id, s.page_id, 'theirs'::text, s.heading, s.content, 1.0::float from public.nods_page_section s limit match_count;
end;
$$;
"""


def literal(*numbers: float, dimensions: int = 1536) -> str:
    """Return a vector literal that starts with `numbers` and goes on with zeros."""
    return "[" + ",".join(str(n) for n in (*numbers, *[0] * (dimensions - len(numbers)))) + "]"


def fill_sql(dimensions: int = 1536) -> str:
    """Return two pages with three sections; the guide's script was killed on the second page."""
    return f"""
insert into public.nods_page (id, path, checksum, type, source) values
  (11, '/docs/first', 'c2hh', 'markdown', 'guide'), (12, '/docs/second', null, 'markdown', 'guide');
insert into public.nods_page_section (id, page_id, content, token_count, embedding, slug, heading) values
  (101, 11, 'one text that is long enough', 5, '{literal(1, dimensions=dimensions)}', 'one', 'One'),
  (102, 11, 'two text that is long enough', 5, '{literal(0.6, 0.8, dimensions=dimensions)}', 'two', 'Two'),
  (103, 12, 'three text that is long enough', 5, '{literal(0, 1, dimensions=dimensions)}', 'three', 'Three');
select setval('public.nods_page_id_seq', 50), setval('public.nods_page_section_id_seq', 150);
"""
