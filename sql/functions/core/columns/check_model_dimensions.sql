-- check_model_dimensions: refuses a model for a column if its vectors are known to have other dimensions. Raises 22023.
create or replace function pgmatch.check_model_dimensions(
  model text,
  dimensions integer,
  target regclass,
  embedding name
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _lengths constant int4range := pgmatch.model_dimensions(model);
begin
  if not _lengths @> dimensions then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('the model "%s" makes vectors of %s dimensions, not %s', model, upper(_lengths) - 1, dimensions),
      hint = format(
        'Name the model that makes vectors of %s dimensions. If nothing is embedded yet and "%s" is the right one, '
        'ask the owner of the tables to run: %s',
        dimensions, model, pgmatch.dimensions_change(target, embedding, upper(_lengths) - 1)
      );
  end if;
end;
$$;

comment on function pgmatch.check_model_dimensions is
  'Raises 22023 if the vectors of a model are known to have other dimensions.';

revoke all on function pgmatch.check_model_dimensions from public;
