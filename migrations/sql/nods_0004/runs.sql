-- One row an ingest run. A run that never finished removes nothing.
create table if not exists pgmatch.nods_run (
  id bigint generated always as identity primary key,
  corpus text not null,
  owner_id text default pgmatch.current_owner(),
  began_at timestamptz not null default now(),
  finished_at timestamptz
);

create index if not exists nods_run_corpus_idx on pgmatch.nods_run (corpus, id);

comment on table pgmatch.nods_run is 'Ingest runs. A finished run removes the pages of its corpus that it did not see.';
comment on column pgmatch.nods_run.corpus is 'Which set of files the run walked.';
comment on column pgmatch.nods_run.owner_id is 'Whom it acts for, in the access mode owner.';

select pgmatch.register('nods', 'table', 'pgmatch.nods_run', null, 'select, insert, update, delete');
