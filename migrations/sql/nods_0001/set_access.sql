-- set_access: who may call a line. 'private' or 'public_read'.
--
-- private      service_role (and the owner) search and ingest; anon and authenticated get 42501.
-- public_read  anon and authenticated may read and search too; only service_role ingests.
--
-- A line that is named after another, as nods_text is after nods, always has the mode of that one: setting
-- either sets both. Sets the privileges of every member anew, so it also repairs grants and picks up API
-- roles that were created after the installation. Raises 22023 for an unknown mode or line.
create or replace function pgmatch.set_access(mode text, line text default 'nods')
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _lines constant text[] := array(
    select i.line from pgmatch.install as i where split_part(i.line, '_', 1) = split_part(set_access.line, '_', 1)
  );
begin
  if mode is null or mode not in ('private', 'public_read') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('access mode %s does not exist', coalesce(quote_literal(mode), 'null')),
      hint = 'Use private or public_read.';
  end if;

  if not coalesce(line = any(_lines), false) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('line %s is not installed here', coalesce(quote_literal(line), 'null')),
      hint = 'The installed lines are in pgmatch.install.';
  end if;

  update pgmatch.install as i set access = mode where i.line = any(_lines);
  perform pgmatch.close_internals();
  perform pgmatch.apply_usage(l.line) from unnest(_lines) as l (line);
  perform pgmatch.apply_access(m.line, m.kind, m.name)
  from pgmatch.member as m
  where m.line = any(_lines) and m.kind in ('table', 'sequence', 'function');
end;
$$;

comment on function pgmatch.set_access(text, text) is
  'Sets who may call a line, private or public_read, and grants every member of it anew.';

revoke all on function pgmatch.set_access(text, text) from public;
