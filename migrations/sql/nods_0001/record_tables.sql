-- The tables in which pgmatch records what it installed and tuned.
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

create table if not exists pgmatch.member (
  line text not null references pgmatch.install,
  kind text not null check (kind in ('table', 'sequence', 'function', 'column', 'index')),
  name text not null,
  adopted boolean not null default false,
  readers text,
  writers text,
  replaced text,
  replaced_acl text,
  primary key (line, kind, name)
);

comment on table pgmatch.member is 'The objects of each line: who may use them, and which existed before pgmatch.';
comment on column pgmatch.member.adopted is 'Existed before pgmatch, so a downgrade keeps it.';
comment on column pgmatch.member.readers is 'Privileges of the roles that may search; null for none.';
comment on column pgmatch.member.writers is 'Privileges of the roles that may also ingest; null for none.';
comment on column pgmatch.member.replaced is 'Definition of the user''s function it replaced; a downgrade restores it.';

create table if not exists pgmatch.index_tuning (
  index text primary key,
  build text not null,
  ef_search integer check (ef_search between 1 and 1000),
  probes integer check (probes between 1 and 32768),
  overfetch double precision check (overfetch between 1 and 100000),
  k integer check (k > 0),
  recall double precision check (recall between 0 and 1),
  rows bigint,
  measured_at timestamptz not null default now()
);

comment on table pgmatch.index_tuning is 'The measured settings of each index; pgmatch.tune_index writes them.';
comment on column pgmatch.index_tuning.index is 'Name of the index with its schema.';
comment on column pgmatch.index_tuning.build is
  'Method, operator class and options; the row does not apply to an index with others.';
comment on column pgmatch.index_tuning.ef_search is 'Candidates that an HNSW search keeps; null for the default.';
comment on column pgmatch.index_tuning.probes is 'IVFFlat lists to search; null for the default.';
comment on column pgmatch.index_tuning.overfetch is 'Rows to fetch from a binary index for each row that is wanted.';
comment on column pgmatch.index_tuning.k is 'How many rows the measured searches asked for.';
comment on column pgmatch.index_tuning.recall is 'Share of the true nearest rows that they found, 0 to 1.';
comment on column pgmatch.index_tuning.rows is 'About how many rows the table had then; null if unknown.';

alter table pgmatch.install enable row level security;
alter table pgmatch.member enable row level security;
alter table pgmatch.index_tuning enable row level security;
