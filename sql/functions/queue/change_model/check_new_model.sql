-- check_new_model: refuses a model, dimensions, metric or type that a column of embeddings cannot be changed to, and a
-- present model that it does not have.
--
-- dimensions  of the new embeddings, as given or known of the model
--
-- Raises 22023.
create or replace function pgmatch.check_new_model(
  search pgmatch.search,
  model text,
  dimensions integer,
  metric text,
  type text,
  present_model text
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _known constant int4range := pgmatch.model_dimensions(model);
  _type constant name := (
    select t.typname
    from pg_attribute as a
    inner join pg_type as t on t.oid = a.atttypid
    where a.attrelid = search.target and a.attname = search.embedding
  );
  _wrong text;
  _hint text := 'Pass the length of the model''s vectors: dimensions => 384.';
begin
  if (model <> '' and btrim(model) = model) is not true then
    _wrong := format('model %s is not a name', coalesce(quote_literal(model), 'null'));
    _hint := 'Pass the model''s name, for example text-embedding-3-small.';
  elsif dimensions is null then
    _wrong := format('the dimensions of the model %L are not known', model);
  elsif dimensions not between 1 and 16000 then
    _wrong := format('dimensions %s cannot be indexed', dimensions);
    _hint := 'Pass a whole number from 1 to 16000: the length of the model''s vectors.';
  elsif not _known @> dimensions then
    _wrong := format('the model %L makes vectors of %s dimensions, not %s', model, upper(_known) - 1, dimensions);
    _hint := 'Leave the dimensions out.';
  elsif type not in ('vector', 'halfvec') then
    _wrong := format('type %L holds no embeddings that can be searched', type);
    _hint := 'Use vector or halfvec.';
  elsif search.line is not null and _type <> type then
    _wrong := format('the embeddings of %s have another type than %s', search.target, type);
    _hint := 'Leave the type out: the functions of this table rely on it. Above 2000 dimensions, its index is halfvec.';
  elsif btrim(present_model) = '' or present_model <> search.model then
    _wrong := format(
      'the embeddings of %s are those of %s, not of %L', search.target,
      coalesce(quote_literal(search.model), 'an unknown model'), present_model
    );
    _hint := 'Leave present_model out: it is only for a model that is not recorded.';
  elsif (search.model, pgmatch.dimensions_of(search.target, search.embedding), search.metric, _type::text)
    = (model, dimensions, metric, type) then
    _wrong := format('the embeddings of %s were made by %L already', search.target, model);
    _hint := 'Pass another model, or other dimensions, another metric or type.';
  end if;
  if _wrong is not null then
    raise exception using errcode = 'invalid_parameter_value', message = _wrong, hint = _hint;
  end if;
  -- raises for one that does not exist
  perform pgmatch.metric_sql(metric);
end;
$$;

comment on function pgmatch.check_new_model is
  'Refuses a model, dimensions, metric or type that a column of embeddings cannot be changed to.';

revoke all on function pgmatch.check_new_model from public;
