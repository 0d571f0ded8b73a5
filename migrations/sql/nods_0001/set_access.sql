-- set_access: who may call a line. 'private', 'public_read' or 'owner'.
--
-- private      service_role (and the owner) search and ingest; anon and authenticated get 42501.
-- public_read  anon and authenticated may read and search too; only service_role ingests.
-- owner        authenticated, and pgmatch_user on connections to Postgres itself, read, search and ingest rows of
--              their own: those of whom the claim "sub" names. anon gets 42501; service_role sees all rows.
--
-- A line that is named after another, as nods_text is after nods, always has the mode of that one: setting
-- either sets both. Sets the privileges of every member anew, so it also repairs grants and picks up API
-- roles that were created after the installation. Rows and their owners stay, whatever the mode. Raises 22023 for an
-- unknown mode or line, 23505 when the mode owner ends and two owners have pages with one path.
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
  if mode is null or mode not in ('private', 'public_read', 'owner') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('access mode %s does not exist', coalesce(quote_literal(mode), 'null')),
      hint = 'Use private, public_read or owner.';
  end if;

  if not coalesce(line = any(_lines), false) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('line %s is not installed here', coalesce(quote_literal(line), 'null')),
      hint = 'The installed lines are in pgmatch.install.';
  end if;

  if mode = 'owner' then
    perform pgmatch.add_user_role();
  end if;
  update pgmatch.install as i set access = mode where i.line = any(_lines);
  perform pgmatch.close_internals();
  perform pgmatch.apply_usage(l.line) from unnest(_lines) as l (line);
  if to_regprocedure('pgmatch.nods_apply_owners(boolean)') is not null then
    perform pgmatch.nods_apply_owners(mode = 'owner');
  end if;
  perform pgmatch.apply_access(m.line, m.kind, m.name)
  from pgmatch.member as m
  where m.line = any(_lines) and m.kind in ('table', 'sequence', 'function');
end;
$$;

comment on function pgmatch.set_access(text, text) is
  'Sets who may call a line, private, public_read or owner, and grants every member of it anew.';

revoke all on function pgmatch.set_access(text, text) from public;
