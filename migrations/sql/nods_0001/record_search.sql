-- Records how the embeddings are searched, and gives a new column its number of dimensions.
do $$
declare
  _asked text := nullif(current_setting('pgmatch.dimensions', true), '');
  _metric text := coalesce(nullif(current_setting('pgmatch.metric', true), ''), 'ip');
  _model text := nullif(current_setting('pgmatch.model', true), '');
  -- an existing table decides the dimensions
  _adopted integer := pgmatch.dimensions_of('nods_page_section', 'embedding');
  _dimensions integer;
begin
  if _metric not in ('ip', 'cosine', 'l2') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('metric=%s does not exist', _metric),
      hint = 'Use ip (inner product), cosine or l2.';
  end if;
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
        'dimensions=%s contradicts the table %I.nods_page_section, which has %s',
        _asked, (select i.schema_name from pgmatch.install as i where i.line = 'nods'), _adopted
      ),
      hint = 'Leave the option out to keep the table as it is.';
  end if;
  _dimensions := coalesce(_adopted, _asked::integer, upper(pgmatch.model_dimensions(_model)) - 1, 1536);
  perform pgmatch.check_model_dimensions(_model, _dimensions);

  if _adopted is null then
    execute format('alter table nods_page_section alter column embedding type vector(%s)', _dimensions);
  end if;
  insert into pgmatch.search (target, embedding, key, line, metric, model)
  values ('nods_page_section', 'embedding', 'id', 'nods', _metric, _model);
end;
$$;
