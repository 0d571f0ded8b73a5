-- nods_run: the ingest runs.
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

select pgmatch.register(
  'nods', 'table', 'pgmatch.nods_run', null, 'select, insert, update, delete', owner => 'owner_id'
);
