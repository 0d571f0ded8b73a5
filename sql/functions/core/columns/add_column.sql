-- add_column: records a searchable column of a line, with the metric and model that the options of this run ask for.
--
-- metric, dimensions  where the options do not say it
--
-- Gives a column of vectors without a length its number of dimensions. If the column has a length, that decides. Stores
-- short vectors inside their rows, unless others made the table. Raises 22023 for an option that cannot be or that
-- contradicts the column, and 55000 if rows have vectors of another length.
create or replace function pgmatch.add_column(
  line text,
  target regclass,
  embedding name,
  key name,
  metric text,
  dimensions integer
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _asked constant text := nullif(current_setting('pgmatch.dimensions', true), '');
  _metric constant text := coalesce(nullif(current_setting('pgmatch.metric', true), ''), metric);
  _model constant text := nullif(current_setting('pgmatch.model', true), '');
  _found constant integer := pgmatch.dimensions_of(target, embedding);
  _dimensions integer;
begin
  if _metric not in ('ip', 'cosine', 'l2', 'l1') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('metric=%s does not exist', _metric),
      hint = 'Use ip (inner product), cosine, l2 or l1.';
  elsif _asked !~ '^[0-9]{1,5}$' or _asked::integer not between 1 and 16000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('dimensions=%s cannot be indexed', _asked),
      hint = 'Use a whole number from 1 to 16000: the number of dimensions of your model''s vectors.';
  elsif _asked::integer <> _found then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format(
        'dimensions=%s contradicts the table %s, which has %s', _asked, pgmatch.full_name(target), _found
      ),
      hint = 'Leave the option out to keep the table as it is.';
  end if;
  _dimensions := coalesce(_found, _asked::integer, upper(pgmatch.model_dimensions(_model)) - 1, dimensions);
  perform pgmatch.check_model_dimensions(_model, _dimensions, target, embedding);

  if _found is null then
    begin
      execute format(
        'alter table %s alter column %I type %s(%s)',
        target, embedding,
        (select a.atttypid::regtype from pg_attribute as a where a.attrelid = target and a.attname = embedding),
        _dimensions
      );
    exception when data_exception then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = format('the column %I of %s has other vectors: %s', embedding, pgmatch.full_name(target), sqlerrm),
        hint = 'Give the number of dimensions of your vectors: -x dimensions=...';
    end;
  end if;
  -- so that the planner sees the size of the vectors; the other columns of a page of 8 kB have place beside them
  if _dimensions <= 1898 and not exists (
    select 1
    from pgmatch.member as m
    where m.line = add_column.line and m.kind = 'table' and m.adopted
      and pgmatch.member_oid(m.line, m.kind, m.name) = target
  ) then
    execute format(
      'alter table %s alter column %I set storage plain, set (toast_tuple_target = 8160)', target, embedding
    );
  end if;
  insert into pgmatch.search (target, embedding, key, line, metric, model)
  values (add_column.target, add_column.embedding, add_column.key, add_column.line, _metric, _model)
  on conflict on constraint search_pkey do nothing;
end;
$$;

comment on function pgmatch.add_column is
  'Records a searchable column of a line, with the metric and model that the options of this run ask for.';

revoke all on function pgmatch.add_column from public;
