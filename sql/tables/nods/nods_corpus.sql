-- nods_corpus: the sets of files that ingest runs read.
create table if not exists pgmatch.nods_corpus (
  id bigint generated always as identity primary key,
  corpus text not null,
  owner_id text default pgmatch.current_owner(),
  root text,
  prefix text,
  rules jsonb,
  updated_at timestamptz not null default now(),
  unique nulls not distinct (corpus, owner_id)
);

comment on table pgmatch.nods_corpus is 'Ingested sets of files: their folders, and the rules for reading them.';
comment on column pgmatch.nods_corpus.owner_id is 'Its owner, in the access mode owner.';
comment on column pgmatch.nods_corpus.root is 'The folder that was read, as an absolute path without links.';
comment on column pgmatch.nods_corpus.prefix is 'The prefix of its pages'' paths.';
comment on column pgmatch.nods_corpus.rules is 'The rules for reading its files; null if the caller gave none.';
comment on column pgmatch.nods_corpus.updated_at is 'When the last run began.';

select pgmatch.register(
  'nods', 'table', 'pgmatch.nods_corpus', null, 'select, insert, update, delete', owner => 'owner_id'
);
