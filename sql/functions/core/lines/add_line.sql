-- add_line: records a line, with the schema and access mode that the options of this run ask for.
--
-- default_schema  where the options do not say it
-- tables_schema   a schema in which users make tables of the line themselves; null if they make none
--
-- Creates the schemas that do not exist. Raises 22023 for an option that cannot be, and what pgmatch.check_trusted
-- raises for a schema of somebody else.
create or replace function pgmatch.add_line(
  line text,
  default_schema text default 'public',
  tables_schema text default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _schema constant text := coalesce(nullif(current_setting('pgmatch.schema', true), ''), default_schema);
  _access constant text := coalesce(nullif(current_setting('pgmatch.access', true), ''), 'private');
  _created constant text[] := array(
    select distinct w.name
    from unnest(array[_schema, tables_schema]) as w (name)
    where to_regnamespace(quote_ident(w.name)) is null and w.name is not null
  );
  _each text;
begin
  if _schema in ('pgmatch', 'information_schema') or _schema like E'pg\\_%' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('schema=%s is reserved and cannot hold your tables', _schema),
      hint = 'Choose another schema, for example public.';
  elsif _access not in ('private', 'public_read', 'owner') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('access=%s does not exist', _access),
      hint = 'Use private, public_read or owner.';
  end if;

  perform pgmatch.check_trusted('schema', quote_ident(n.nspname), n.nspowner)
  from pg_namespace as n
  where n.nspname in (_schema, tables_schema);
  foreach _each in array _created loop
    execute format('create schema %I', _each);
  end loop;
  insert into pgmatch.install (line, schema_name, tables_schema, created_schemas, access)
  values (add_line.line, _schema, add_line.tables_schema, _created, _access)
  on conflict on constraint install_pkey do nothing;
  perform pgmatch.register(line, 'table', format('pgmatch.%s_version', line));
end;
$$;

comment on function pgmatch.add_line is
  'Records a line, with the schema and access mode that the options of this run ask for.';

revoke all on function pgmatch.add_line from public;
