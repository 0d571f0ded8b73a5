-- add_line: records a line, with the schema and access mode that the options of this run ask for.
--
-- Creates the schema if it does not exist. Raises 22023 for an option that cannot be.
create or replace function pgmatch.add_line(line text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _schema constant text := coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public');
  _access constant text := coalesce(nullif(current_setting('pgmatch.access', true), ''), 'private');
  _schema_created constant boolean := to_regnamespace(quote_ident(_schema)) is null;
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

  if _schema_created then
    execute format('create schema %I', _schema);
  end if;
  insert into pgmatch.install (line, schema_name, schema_created, access)
  values (add_line.line, _schema, _schema_created, _access)
  on conflict on constraint install_pkey do nothing;
  perform pgmatch.register(line, 'table', format('pgmatch.%s_version', line));
end;
$$;

comment on function pgmatch.add_line is
  'Records a line, with the schema and access mode that the options of this run ask for.';

revoke all on function pgmatch.add_line from public;
