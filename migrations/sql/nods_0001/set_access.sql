-- set_access: who may call a line. 'private' or 'public_read'.
--
-- private      service_role (and the owner) search and ingest; anon and authenticated get 42501.
-- public_read  anon and authenticated may read and search too; only service_role ingests.
--
-- Sets the privileges of every member anew, so it also repairs grants and picks up API roles that were
-- created after the installation. Raises 22023 for an unknown mode or line.
create or replace function pgmatch.set_access(mode text, line text default 'nods')
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if mode is null or mode not in ('private', 'public_read') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('access mode %s does not exist', coalesce(quote_literal(mode), 'null')),
      hint = 'Use private or public_read.';
  end if;

  update pgmatch.install as i set access = mode where i.line = set_access.line;
  if not found then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('line %s is not installed here', coalesce(quote_literal(line), 'null')),
      hint = 'The installed lines are in pgmatch.install.';
  end if;

  perform pgmatch.apply_usage(line);
  perform pgmatch.apply_access(m.line, m.kind, m.name)
  from pgmatch.member as m
  where m.line = set_access.line and m.kind in ('table', 'sequence', 'function');
end;
$$;

comment on function pgmatch.set_access(text, text) is
  'Sets who may call a line, private or public_read, and grants every member of it anew.';

revoke all on function pgmatch.set_access(text, text) from public;
