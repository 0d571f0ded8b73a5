-- finish_revision: what every revision ends with.
--
-- Applies the access mode to what the revision brought, checks the pins, records the revision and
-- tells PostgREST to read the functions again.
create or replace function pgmatch.finish_revision(line text, revision text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  update pgmatch.install as i set revision = finish_revision.revision where i.line = finish_revision.line;
  perform pgmatch.set_access(i.access, i.line) from pgmatch.install as i where i.line = finish_revision.line;
  perform pgmatch.check_pins(line);
  notify pgrst, 'reload schema';
end;
$$;

comment on function pgmatch.finish_revision(text, text) is
  'Ends a revision: grants, pins, the recorded revision, and the signal for PostgREST to reload.';

revoke all on function pgmatch.finish_revision(text, text) from public;
