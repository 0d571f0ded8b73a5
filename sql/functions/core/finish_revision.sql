-- finish_revision: ends every revision.
--
-- Records the revision, applies the access mode to the objects that it added, checks the pins and tells PostgREST to
-- reload its schema.
create or replace function pgmatch.finish_revision(line text, revision text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  -- from here on, pgmatch.register applies the access mode itself
  perform set_config('pgmatch.revision', '', true);
  update pgmatch.install as i set revision = finish_revision.revision where i.line = finish_revision.line;
  if line = 'core' then
    perform pgmatch.apply_changes(array['core']);
  else
    perform pgmatch.set_access(i.access, i.line) from pgmatch.install as i where i.line = finish_revision.line;
  end if;
  perform pgmatch.check_pins(line);
  notify pgrst, 'reload schema';
end;
$$;

comment on function pgmatch.finish_revision is
  'Ends a revision: records it, applies the access mode, checks the pins, tells PostgREST to reload its schema.';

revoke all on function pgmatch.finish_revision from public;
