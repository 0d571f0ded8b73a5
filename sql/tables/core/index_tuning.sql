-- index_tuning: the measured settings of each index.
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

alter table pgmatch.index_tuning enable row level security;
