-- nods_begin_ingest: opens an ingest run and returns its number.
--
-- corpus        the set of files that the run reads; finishing removes only pages of the same corpus
-- model         name of the model that makes the embeddings; the first run records it
-- dimensions    number of dimensions of its vectors
-- normalized    whether they have length 1; null leaves it open
-- chunk_tokens  longest section in the model's tokens; null leaves it open
-- root          the folder to read, as an absolute path; recorded with the corpus, as are prefix and rules
-- prefix        the prefix of its pages' paths
-- rules         the rules for reading its files; pages that were read by other rules are read again
-- paths         the paths of all pages of the corpus; a run that would remove most of them fails before it embeds
-- prune         true: removes missing pages, however many; false: none; null: none if they are most of the corpus
-- part          if the run reads only a part of the corpus: the prefix of this part's paths
--
-- Older runs of the corpus must not write any more. Raises 22023 for a missing argument and for a run that would remove
-- most of the corpus, see pgmatch.nods_check_prune; 54000 if 100 runs are open; and what pgmatch.nods_record_model
-- raises.
create or replace function nods_begin_ingest(
  corpus text,
  model text,
  dimensions integer,
  normalized boolean default null,
  chunk_tokens integer default null,
  root text default null,
  prefix text default null,
  rules jsonb default null,
  paths text[] default null,
  prune boolean default null,
  part text default null
)
returns bigint
language plpgsql
volatile
set search_path from current
as $$
declare
  _known pgmatch.nods_corpus;
  _stood integer;
  _run bigint;
begin
  perform pgmatch.nods_check_begin(corpus, dimensions, root, paths);
  -- first: who waits for another run to change the dimensions may hold no lock on the sections
  perform pgmatch.nods_record_model(model, dimensions, normalized, chunk_tokens);
  -- before pages, as in pgmatch.nods_run_corpus
  perform from nods_page_section as s where false;
  _known := pgmatch.nods_lock_corpus(corpus);
  _stood := (select count(*) from pgmatch.nods_gone_pages(corpus, part, null));
  if paths is not null then
    perform pgmatch.nods_check_prune(corpus, root, part, paths, prune, _stood);
  end if;

  -- without a checksum, the page does not count as unchanged
  update nods_page as p
  set checksum = null
  where p.checksum is not null
    and (p.corpus = nods_begin_ingest.corpus or p.corpus is null and p.path = any(paths))
    and rules <> case when p.corpus is null then pgmatch.nods_read_by(null) else coalesce(_known.rules, '{}') end
    and pgmatch.nods_is_mine(p.owner_id);
  update pgmatch.nods_corpus as c
  set
    -- the first, if two folders make one corpus
    root = case when prune is false then coalesce(c.root, nods_begin_ingest.root)
      else coalesce(nods_begin_ingest.root, c.root) end,
    prefix = coalesce(nods_begin_ingest.prefix, c.prefix),
    rules = coalesce(nods_begin_ingest.rules, c.rules),
    updated_at = clock_timestamp()
  where c.id = _known.id;

  insert into pgmatch.nods_run (corpus, prune, part, stood)
  values (nods_begin_ingest.corpus, nods_begin_ingest.prune, nods_begin_ingest.part, _stood)
  returning id into _run;
  perform pgmatch.nods_forget_runs(_run);
  if (
    select count(*) > 100 from pgmatch.nods_run as r where r.finished_at is null and pgmatch.nods_is_mine(r.owner_id)
  ) then
    raise exception using
      errcode = 'program_limit_exceeded',
      message = '100 ingest runs are open, which is the limit',
      hint = 'Finish them with nods_finish_ingest. Unfinished runs are removed after seven days.';
  end if;
  return _run;
end;
$$;

comment on function nods_begin_ingest(
  text, text, integer, boolean, integer, text, text, jsonb, text[], boolean, text
) is
  'Opens an ingest run over a corpus and returns its number; refuses a model other than the recorded one.';

select pgmatch.register(
  'nods',
  'function',
  'nods_begin_ingest(text, text, integer, boolean, integer, text, text, jsonb, text[], boolean, text)',
  null,
  'execute'
);
