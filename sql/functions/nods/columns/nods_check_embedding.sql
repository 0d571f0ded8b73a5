-- nods_check_embedding: refuses an embedding that searches could not find.
--
-- owner names the section in the error. Raises 22023 for the wrong number of dimensions, for a vector of zeros, and for
-- a length that is not 1 (within 1 %) if the model's vectors are recorded as normalised.
create or replace function pgmatch.nods_check_embedding(embedding vector, owner text)
returns void
language plpgsql
stable
set search_path from current
as $$
declare
  _search pgmatch.search := (select s from pgmatch.search as s where s.line = 'nods');
  _dimensions integer := pgmatch.dimensions_of(_search.target, _search.embedding);
  _given integer;
  _length double precision;
  _wrong text;
begin
  select e.dimensions, e.length into _given, _length from pgmatch.measure_embedding(embedding) as e;
  _wrong := case
    when _given <> _dimensions
      then pg_catalog.format('has %s dimensions, but the table has %s', _given, _dimensions)
    when _length = 0::float8 then 'is all zeros'
    when _search.normalized and abs(_length - 1::float8) > 0.01::float8
      then pg_catalog.format(
        'has length %s, but the vectors of "%s" have length 1', round(_length::numeric, 3), _search.model
      )
  end;
  if _wrong is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('the embedding of %s %s', owner, _wrong),
      hint = pg_catalog.format(
        'Embed the text with %s.', coalesce(quote_ident(_search.model), 'the model of this database')
      );
  end if;
end;
$$;

comment on function pgmatch.nods_check_embedding is
  'Raises 22023 for an embedding with the wrong dimensions, of zeros, or of a length that the model does not make.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_check_embedding', null, 'execute');
