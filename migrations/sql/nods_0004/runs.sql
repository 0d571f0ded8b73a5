-- Ingest runs, and what is known of the sets of files that they walk.
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
  'The newest ingest run of each corpus, and older ones that still write. A finished run removes the pages that are gone.';
comment on column pgmatch.nods_run.corpus is 'Which set of files the run walks.';
comment on column pgmatch.nods_run.owner_id is 'Whom it acts for, in the access mode owner.';
comment on column pgmatch.nods_run.prune is
  'Whether it removes pages that are gone: true any number, false none, null unless they are most of the corpus.';
comment on column pgmatch.nods_run.part is 'The part of the corpus that it walks: what the paths of its pages start with.';
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

comment on table pgmatch.nods_corpus is 'Sets of files that were ingested: where from, and by which rules they are read.';
comment on column pgmatch.nods_corpus.owner_id is 'Whose it is, in the access mode owner.';
comment on column pgmatch.nods_corpus.root is 'The folder that was walked, as an absolute path without links.';
comment on column pgmatch.nods_corpus.prefix is 'What the paths of its pages start with.';
comment on column pgmatch.nods_corpus.rules is 'How its files are read; null when the caller did not say.';
comment on column pgmatch.nods_corpus.updated_at is 'When the last run began.';

select pgmatch.register('nods', 'table', 'pgmatch.nods_corpus', null, 'select, insert, update, delete');
