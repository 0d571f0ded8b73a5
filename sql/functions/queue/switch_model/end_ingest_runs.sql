-- end_ingest_runs: ends the ingest runs of a line that are open, because their clients embed with the earlier model.
--
-- A line whose ingests take several calls records them in the table pgmatch.<line>_run. A run is over when a newer one
-- of its corpus has begun, see pgmatch.nods_is_over. To begin another one, a client has to name the model.
create or replace function pgmatch.end_ingest_runs(line text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _runs constant regclass := to_regclass('pgmatch.' || quote_ident(line || '_run'));
begin
  if _runs is not null then
    execute format(
      'insert into %1$s (corpus, owner_id, finished_at)'
      ' select distinct r.corpus, r.owner_id, now() from %1$s as r where r.finished_at is null',
      _runs
    );
  end if;
end;
$$;

comment on function pgmatch.end_ingest_runs is
  'Ends the ingest runs of a line that are open, because their clients embed with the earlier model.';

revoke all on function pgmatch.end_ingest_runs from public;
