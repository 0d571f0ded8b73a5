-- install: one row per line, with the options of its installation.
create table if not exists pgmatch.install (
  line text primary key,
  schema_name text not null,
  schema_created boolean not null default false,
  revision text,
  dimensions integer check (dimensions > 0),
  metric text check (metric in ('ip', 'cosine', 'l2')),
  access text not null check (access in ('private', 'public_read', 'owner')),
  model text,
  normalized boolean,
  chunk_tokens integer check (chunk_tokens > 0),
  usages text[] not null default '{}'
);

comment on table pgmatch.install is 'One row per line: the options of its installation. Later options must agree.';
comment on column pgmatch.install.dimensions is 'Length of the line''s vectors.';
comment on column pgmatch.install.metric is 'ip (inner product), cosine or l2.';
comment on column pgmatch.install.model is 'Name of the model that made the embeddings; null if unknown.';
comment on column pgmatch.install.normalized is 'Whether the model''s vectors have length 1; null if unknown.';
comment on column pgmatch.install.chunk_tokens is 'Longest section, in the model''s tokens; null if unknown.';
comment on column pgmatch.install.usages is
  'USAGE on schemas that pgmatch granted and a downgrade revokes: schema … from ….';

alter table pgmatch.install enable row level security;
