-- Ensures that pgvector 0.8.0 or later is installed.
--
-- If it is missing, creates it in the schema "extensions" if there is one, as on Supabase, else in "public", where
-- other libraries look for it. A stranger could drop a schema of theirs, with all embeddings. Runs in the transaction
-- of a line's first revision, so an error leaves the database unchanged.
do $$
declare
  _installed text := (select e.extversion from pg_extension as e where e.extname = 'vector');
  _available text := (select a.default_version from pg_available_extensions as a where a.name = 'vector');
  _schema text := coalesce(
    (
      select n.nspname
      from pg_extension as e
      inner join pg_namespace as n on n.oid = e.extnamespace
      where e.extname = 'vector'
    ),
    (
      select n.nspname from pg_namespace as n
      where n.nspname = 'extensions' and (
        pg_has_role(n.nspowner, current_user, 'usage')
        or pg_has_role(n.nspowner, 'usage')
        and not (select r.rolsuper from pg_roles as r where r.rolname = current_user)
      )
    ),
    'public'
  );
  _version int[];
begin
  if coalesce(_installed, _available) is null then
    raise exception using
      errcode = 'feature_not_supported',
      message = 'this PostgreSQL server has no pgvector extension',
      hint = 'Install pgvector 0.8.0 or later on the server (Debian: postgresql-NN-pgvector), then run this again.';
  end if;

  _version := string_to_array(substring(coalesce(_installed, _available) from '^[0-9]+(?:\.[0-9]+)*'), '.')::int[];
  if _version < array[0, 8, 0] then
    raise exception using
      errcode = 'feature_not_supported',
      message = format('pgvector %s is too old: pgmatch needs 0.8.0 or later', coalesce(_installed, _available)),
      hint = case
        when _installed is distinct from _available
          then format('The server has %s: alter extension vector update;', coalesce(_available, 'no other version'))
        else 'Install pgvector 0.8.0 or later on the server, then run: alter extension vector update;'
      end;
  end if;

  if _installed is null then
    begin
      if not exists (select 1 from pg_namespace as n where n.nspname = _schema) then
        execute format('create schema %I', _schema);
      end if;
      execute format('create extension vector with schema %I', _schema);
    exception when insufficient_privilege then
      raise exception using
        errcode = 'insufficient_privilege',
        message = format(
          'the vector extension is not installed in database "%s" and role "%s" may not install it',
          current_database(), current_user
        ),
        detail = sqlerrm,
        hint = format(
          'Ask an administrator to run this once, in this database: '
          'create extension vector with schema %1$I; grant usage on schema %1$I to %2$I;',
          _schema, current_user
        );
    end;
  elsif not has_schema_privilege(_schema, 'usage') then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('role "%s" may not use the schema "%s", where the vector extension is', current_user, _schema),
      hint = format('Ask an administrator to run: grant usage on schema %I to %I;', _schema, current_user);
  end if;
end;
$$;
