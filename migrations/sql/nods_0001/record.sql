-- Records the schema and the access mode of this installation, and creates its schema.
do $$
declare
  _schema text := coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public');
  _access text := coalesce(nullif(current_setting('pgmatch.access', true), ''), 'private');
  _schema_created boolean;
begin
  if _schema in ('pgmatch', 'information_schema') or _schema like 'pg\_%' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('schema=%s is reserved and cannot hold your tables', _schema),
      hint = 'Choose another schema, for example public.';
  end if;
  if _access not in ('private', 'public_read', 'owner') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('access=%s does not exist', _access),
      hint = 'Use private, public_read or owner.';
  end if;

  _schema_created := to_regnamespace(quote_ident(_schema)) is null;
  if _schema_created then
    execute format('create schema %I', _schema);
  end if;

  insert into pgmatch.install (line, schema_name, schema_created, access)
  values ('nods', _schema, _schema_created, _access);
end;
$$;

select pgmatch.register('nods', 'table', 'pgmatch.nods_version');
