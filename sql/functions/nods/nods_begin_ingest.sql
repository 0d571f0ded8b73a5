-- nods_begin_ingest: opens an ingest run and returns its number.
--
-- corpus        which set of files the run walks; finishing removes only pages of the same corpus
-- model         name of the model that makes the embeddings; recorded by the first run
-- dimensions    length of its vectors
-- normalized    whether they have length 1; chunk_tokens: longest section in its tokens; null leaves either open
--
-- Raises 22023 for a missing argument; further errors: see pgmatch.nods_record_model.
create or replace function nods_begin_ingest(
  corpus text,
  model text,
  dimensions integer,
  normalized boolean default null,
  chunk_tokens integer default null
)
returns bigint
language plpgsql
volatile
set search_path from current
as $$
declare
  _run bigint;
begin
  perform pgmatch.nods_check_begin(corpus, dimensions);
  perform pgmatch.nods_record_model(model, dimensions, normalized, chunk_tokens);
  insert into pgmatch.nods_run (corpus) values (nods_begin_ingest.corpus) returning id into _run;
  return _run;
end;
$$;

comment on function nods_begin_ingest(text, text, integer, boolean, integer) is
  'Opens an ingest run over a corpus and returns its number; refuses a model other than the recorded one.';

select pgmatch.register(
  'nods', 'function', 'nods_begin_ingest(text, text, integer, boolean, integer)', null, 'execute'
);
