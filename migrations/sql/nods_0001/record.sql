-- Records the choices of this installation and creates its schema.
do $$
declare
  _schema text := coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public');
  _asked text := nullif(current_setting('pgmatch.dimensions', true), '');
  _metric text := coalesce(nullif(current_setting('pgmatch.metric', true), ''), 'ip');
  _access text := coalesce(nullif(current_setting('pgmatch.access', true), ''), 'private');
  _model text := nullif(current_setting('pgmatch.model', true), '');
  _adopted integer;
  _dimensions integer;
  _schema_created boolean;
begin
  if _schema in ('pgmatch', 'information_schema') or _schema like 'pg\_%' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('schema=%s is reserved and cannot hold your tables', _schema),
      hint = 'Choose another schema, for example public.';
  end if;
  if _metric not in ('ip', 'cosine', 'l2') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('metric=%s does not exist', _metric),
      hint = 'Use ip (inner product), cosine or l2.';
  end if;
  if _access not in ('private', 'public_read', 'owner') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('access=%s does not exist', _access),
      hint = 'Use private, public_read or owner.';
  end if;

  -- an existing table decides the dimensions
  select nullif(a.atttypmod, -1) into _adopted
  from pg_attribute as a
  where a.attrelid = to_regclass(format('%I.nods_page_section', _schema)) and a.attname = 'embedding';

  if _asked !~ '^[0-9]{1,5}$' or _asked::integer not between 1 and 16000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('dimensions=%s cannot be indexed', _asked),
      hint = 'Use a whole number from 1 to 16000: the length of your model''s vectors.';
  end if;
  if _asked::integer <> _adopted then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format(
        'dimensions=%s contradicts the table %I.nods_page_section, which has %s', _asked, _schema, _adopted
      ),
      hint = 'Leave the option out to keep the table as it is.';
  end if;
  _dimensions := coalesce(_adopted, _asked::integer, upper(pgmatch.model_dimensions(_model)) - 1, 1536);
  perform pgmatch.check_model_dimensions(_model, _dimensions);

  _schema_created := to_regnamespace(quote_ident(_schema)) is null;
  if _schema_created then
    execute format('create schema %I', _schema);
  end if;

  insert into pgmatch.install (line, schema_name, schema_created, dimensions, metric, access, model)
  values ('nods', _schema, _schema_created, _dimensions, _metric, _access, _model);
end;
$$;

select pgmatch.register(
  'nods', 'table', 'pgmatch.install', 'select', 'select, update (model, normalized, chunk_tokens)'
);
select pgmatch.register('nods', 'table', 'pgmatch.member');
select pgmatch.register('nods', 'table', 'pgmatch.nods_version');
select pgmatch.register('nods', 'table', 'pgmatch.index_tuning', 'select', 'select');
select pgmatch.register('nods', 'function', 'pgmatch.vector_indexes(regclass, name)');
select pgmatch.register('nods', 'function', 'pgmatch.model_dimensions(text)', null, 'execute');
select pgmatch.register('nods', 'function', 'pgmatch.check_model_dimensions(text, integer)', null, 'execute');
