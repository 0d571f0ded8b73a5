-- nods_run_corpus: the corpus of an ingest run.
--
-- Raises 22023 if the run does not exist, and PT410 if a newer run of the corpus has begun.
--
-- Every function that writes pages calls this first. It locks the sections first, as searches do, so
-- pgmatch.lock_tables never meets a writer that has locked pages and waits for sections.
create or replace function pgmatch.nods_run_corpus(run bigint)
returns text
language plpgsql
stable
set search_path from current
as $$
declare
  _corpus text;
begin
  perform from nods_page_section as s where false;
  if pgmatch.nods_is_over(run) then
    raise exception using
      -- PostgREST returns it as 410, Gone
      errcode = 'PT410',
      message = pg_catalog.format('ingest run %s is over: a newer run has begun', run),
      hint = 'Leave the rest to the newer run, or begin another one with nods_begin_ingest.';
  end if;
  select r.corpus into _corpus from pgmatch.nods_run as r where r.id = run and pgmatch.nods_is_mine(r.owner_id);
  if _corpus is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('ingest run %s does not exist', coalesce(run::text, 'null')),
      hint = 'Pass the number that nods_begin_ingest returned.';
  end if;
  return _corpus;
end;
$$;

comment on function pgmatch.nods_run_corpus is
  'The corpus of an ingest run; raises 22023 for a run that does not exist, PT410 for one that is over.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_run_corpus', null, 'execute');
