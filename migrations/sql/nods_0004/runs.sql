-- Ingest runs, and the sets of files that they read.
create table if not exists pgmatch.nods_run (
  id bigint generated always as identity primary key,
  corpus text not null,
  owner_id text default pgmatch.current_owner(),
  began_at timestamptz not null default now(),
  finished_at timestamptz,
  prune boolean,
  part text,
  stood integer not null default 0
);

create index if not exists nods_run_corpus_idx on pgmatch.nods_run (corpus, id);

comment on table pgmatch.nods_run is
  'The newest ingest run of each corpus, and older ones that still write. Finishing a run removes missing pages.';
comment on column pgmatch.nods_run.corpus is 'The set of files that the run reads.';
comment on column pgmatch.nods_run.owner_id is 'The user that it acts for, in the access mode owner.';
comment on column pgmatch.nods_run.prune is
  'Whether it removes missing pages: true any number, false none, null unless they are most of the corpus.';
comment on column pgmatch.nods_run.part is 'The part of the corpus that it reads, as a prefix of its pages'' paths.';
comment on column pgmatch.nods_run.stood is 'How many pages the corpus, or this part of it, had when the run began.';

select pgmatch.register('nods', 'table', 'pgmatch.nods_run', null, 'select, insert, update, delete');

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

select pgmatch.register('nods', 'table', 'pgmatch.nods_corpus', null, 'select, insert, update, delete');
