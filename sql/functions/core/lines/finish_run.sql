-- finish_run: ends the revisions that one transaction runs, of one line or several.
--
-- Applies the access mode to the objects that they added, checks the pins and tells PostgREST to reload its schema.
-- That takes longer than most revisions, so a run does it once. The setting pgmatch.run has the lines whose revisions
-- have ended; it is empty outside a run, and {} when one begins.
create or replace function pgmatch.finish_run()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _lines constant text[] := nullif(current_setting('pgmatch.run', true), '')::text[];
begin
  -- from here on, pgmatch.register applies the access mode itself
  perform set_config('pgmatch.run', '', true);
  if _lines <> '{}' then
    perform pgmatch.set_access(i.access, i.line)
    from pgmatch.install as i
    where i.line = any(_lines) and i.access is not null;
    if not found then
      perform pgmatch.apply_changes('{core}');
    elsif to_regproc('pgmatch.take_back_grants') is not null then
      -- a search that a line made while its table was still open to everybody
      perform pgmatch.take_back_grants();
    end if;
    perform pgmatch.check_pins(i.line) from pgmatch.install as i where i.line = any(_lines);
    notify pgrst, 'reload schema';
  end if;
end;
$$;

comment on function pgmatch.finish_run is
  'Ends the revisions of a run: applies the access mode, checks the pins, tells PostgREST to reload its schema.';

revoke all on function pgmatch.finish_run from public;
