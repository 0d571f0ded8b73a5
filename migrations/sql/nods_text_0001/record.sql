-- Records the options of this installation: the schema and access mode of nods, and the text search configuration.
--
-- Locks the table that the revision alters before anything else.
select pgmatch.lock_tables(array[pgmatch.member_oid('nods', 'table', 'nods_page_section')::regclass]);

do $$
declare
  -- from the column that an install whose record was lost left behind
  _left constant text := (
    select substring(pg_get_expr(d.adbin, d.adrelid) from '^\(\(setweight\(to_tsvector\(''(.+?)''::regconfig, ')
    from pgmatch.install as i
    inner join pg_attribute as a
      on a.attrelid = to_regclass(format('%I.nods_page_section', i.schema_name)) and a.attname = 'fts'
    inner join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where i.line = 'nods' and a.attgenerated = 's'
  );
  _asked text := coalesce(nullif(current_setting('pgmatch.text_config', true), ''), _left, 'english');
  _path text := current_setting('search_path');
begin
  -- the functions will look for it on this path
  perform set_config('search_path', pgmatch.pinned_path('nods'), true);
  begin
    if _asked ~ '^[0-9]+$' or _asked::regconfig is null then
      raise undefined_object;
    end if;
  exception when undefined_object or invalid_schema_name or invalid_name or syntax_error then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('text_config=%s is not a text search configuration', _asked),
      hint = 'To list those of this database: select cfgnamespace::regnamespace, cfgname from pg_ts_config;';
  end;
  if _left::regconfig <> _asked::regconfig then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('text_config=%s contradicts the column nods_page_section.fts, which has %s', _asked, _left),
      hint = 'Leave the option out to keep the column as it is.';
  end if;
  perform set_config('search_path', _path, true);

  insert into pgmatch.install (line, base, schema_name, access, text_config)
  select 'nods_text', i.line, i.schema_name, i.access, _asked
  from pgmatch.install as i
  where i.line = 'nods';
end;
$$;

select pgmatch.register('nods_text', 'table', 'pgmatch.nods_text_version');
