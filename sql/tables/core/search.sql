-- search: one row per column of embeddings that can be searched.
--
-- The number of dimensions is in the type of the column, see pgmatch.dimensions_of.
create table if not exists pgmatch.search (
  target regclass not null,
  embedding name not null,
  key name not null,
  line text references pgmatch.install,
  metric text not null check (metric in ('ip', 'cosine', 'l2', 'l1')),
  model text,
  normalized boolean,
  chunk_tokens integer check (chunk_tokens > 0),
  primary key (target, embedding)
);

create index if not exists search_line_idx on pgmatch.search (line);

comment on table pgmatch.search is 'One row per column of embeddings that can be searched.';
comment on column pgmatch.search.target is 'Its table.';
comment on column pgmatch.search.key is 'The column that identifies a row of the table.';
comment on column pgmatch.search.line is 'The line that the table belongs to; null for a table of the user''s own.';
comment on column pgmatch.search.metric is 'ip (inner product), cosine, l2 or l1.';
comment on column pgmatch.search.model is 'Name of the model that made the embeddings; null if unknown.';
comment on column pgmatch.search.normalized is 'Whether the model''s vectors have length 1; null if unknown.';
comment on column pgmatch.search.chunk_tokens is 'Longest section, in the model''s tokens; null if unknown.';

alter table pgmatch.search enable row level security;
