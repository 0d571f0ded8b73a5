-- finish_revision: ends every revision: records it, then finishes the run unless more revisions follow.
create or replace function pgmatch.finish_revision(line text, revision text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _run constant text := coalesce(current_setting('pgmatch.run', true), '');
begin
  perform set_config('pgmatch.revision', '', true);
  update pgmatch.install as i set revision = finish_revision.revision where i.line = finish_revision.line;
  perform set_config('pgmatch.run', array_append(coalesce(nullif(_run, ''), '{}')::text[], line)::text, true);
  if _run = '' then
    perform pgmatch.finish_run();
  end if;
end;
$$;

comment on function pgmatch.finish_revision is
  'Ends a revision: records it, and finishes the run unless more revisions follow.';

revoke all on function pgmatch.finish_revision from public;
