-- A table of a user's: the rows of the other contenders, with the source in an indexed column.
create table item (
  id bigint primary key,
  source text not null,
  page_id bigint not null,
  content text not null,
  embedding vector(:dimensions),
  heading text,
  slug text
);
create index on item (source);
