-- set_access: sets who may call a line: 'private', 'public_read' or 'owner'.
--
-- private      service_role (and the owner) search and ingest; anon and authenticated get 42501.
-- public_read  anon and authenticated may also read and search; only service_role ingests.
-- owner        authenticated, and pgmatch_user on direct connections to Postgres, read, search and ingest their own
--              rows: those of the user in the claim "sub". anon gets 42501; service_role sees all rows.
--
-- Lines that build on each other, as nods_text on nods, always have the same mode: setting one sets all.
-- Also repairs grants, policies and triggers, and picks up API roles created after the installation. Does not lock or
-- write what is already right, so it can run while people search; locks what has to change first, see
-- pgmatch.lock_tables. Rows and their owners stay in every mode.
--
-- Raises 22023 for an unknown mode or line, 55P03 if a table stays in use, and for the mode owner 55000 if a table does
-- not say who owns a row. If the mode owner ends while two owners have pages with one path, nods raises 23505.
create or replace function pgmatch.set_access(mode text, line text default 'nods')
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _lines text[];
  _line text;
  _is_whole boolean;
  _is_right boolean;
  _targets regclass[];
begin
  -- first: a session that waits for another change of access or a migration must not hold a lock that it needs
  perform pgmatch.take_turn();
  _lines := pgmatch.line_family(line);
  if mode is null or mode not in ('private', 'public_read', 'owner') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('access mode %s does not exist', coalesce(quote_literal(mode), 'null')),
      hint = 'Use private, public_read or owner.';
  end if;

  if line = 'core' or cardinality(_lines) = 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('line %s is not installed here', coalesce(quote_literal(line), 'null')),
      hint = 'The installed lines are in pgmatch.install.';
  end if;

  if mode = 'owner' then
    perform pgmatch.check_owners(_lines);
    perform pgmatch.add_user_role();
  end if;

  _is_whole := exists (
    select 1 from pgmatch.install as i
    where i.line = any(_lines)
      and (i.access <> mode or pgmatch.has_owners(i.line, mode = 'owner') is distinct from (mode = 'owner'))
  );
  if _is_whole then
    perform pgmatch.lock_line(line);
  else
    select array_agg(distinct c.target) filter (where c.target is not null), count(*) = 0 into _targets, _is_right
    from pgmatch.access_changes(_lines) as c;
    if _is_right then
      return;
    end if;
    perform pgmatch.lock_tables(_targets);
  end if;

  update pgmatch.install as i set access = mode where i.line = any(_lines) and i.access <> mode;
  foreach _line in array _lines loop
    if to_regprocedure(format('pgmatch.%I(boolean)', _line || '_apply_owners')) is not null then
      execute format('select pgmatch.%I(%L)', _line || '_apply_owners', mode = 'owner');
    end if;
  end loop;
  perform pgmatch.apply_changes(_lines);
end;
$$;

comment on function pgmatch.set_access is
  'Sets who may call a line: private, public_read or owner. Repairs what differs from that.';

revoke all on function pgmatch.set_access from public;
