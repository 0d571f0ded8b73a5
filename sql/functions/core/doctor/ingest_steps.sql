-- ingest_steps: the commands that embed rows without embedding; none if the line has no ingest.
create or replace function pgmatch.ingest_steps(line text)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when exists (
      select 1 from pgmatch.member as m where m.line = ingest_steps.line and m.name ~ E'_begin_ingest($|\\()'
    )
      then '{pgmatch ingest FOLDER}'::text[]
    else '{}'
  end
$$;

comment on function pgmatch.ingest_steps is
  'The commands that embed rows without embedding; none if the line has no ingest.';

revoke all on function pgmatch.ingest_steps from public;
