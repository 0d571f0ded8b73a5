-- collections_check_index: refuses arguments of create_index that pgvector or vecs would refuse.
--
-- metric  that of pgmatch.collections_metric_of
--
-- The other arguments are those of create_index. Raises 22023.
create or replace function pgmatch.collections_check_index(
  target regclass,
  metric text,
  method text,
  m integer,
  ef_construction integer,
  n_lists integer,
  kind text
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _dimensions constant integer := pgmatch.dimensions_of(target, 'vec');
  _most constant integer := case kind when 'vector' then 2000 when 'halfvec' then 4000 when 'binary' then 64000 end;
  _wrong text;
  _hint text;
begin
  if method is null or method not in ('auto', 'hnsw', 'ivfflat') then
    _wrong := format('method %s does not exist', coalesce(quote_literal(left(method, 100)), 'null'));
    _hint := 'Use hnsw, ivfflat or auto, which is hnsw.';
  elsif _most is null then
    _wrong := format('kind %s does not exist', coalesce(quote_literal(left(kind, 100)), 'null'));
    _hint := 'Use vector, halfvec or binary: the type that the index stores.';
  elsif method <> 'ivfflat' and n_lists is not null then
    _wrong := format('n_lists is not for the method %s', method);
    _hint := 'Pass method => ''ivfflat'', or leave n_lists out.';
  elsif method <> 'hnsw' and num_nonnulls(m, ef_construction) > 0 then
    _wrong := format('%s is not for the method %s', case when m is null then 'ef_construction' else 'm' end, method);
    _hint := 'Pass method => ''hnsw'', or leave m and ef_construction out.';
  elsif m not between 2 and 100 then
    _wrong := format('m %s is not between 2 and 100', m);
    _hint := 'The default of 16 suits most collections.';
  elsif ef_construction not between 4 and 1000 then
    _wrong := format('ef_construction %s is not between 4 and 1000', ef_construction);
    _hint := 'The default of 64 suits most collections.';
  elsif coalesce(ef_construction, 64) < 2 * coalesce(m, 16) then
    _wrong := format('ef_construction %s is less than twice m, %s', coalesce(ef_construction, 64), 2 * coalesce(m, 16));
    _hint := 'Use a larger ef_construction or a smaller m.';
  elsif n_lists not between 1 and 32768 then
    _wrong := format('n_lists %s is not between 1 and 32768', n_lists);
    _hint := 'Leave it out for a number that suits the collection.';
  elsif _dimensions is null then
    _wrong := format('the column vec of %s has no number of dimensions, so no index can be built', target);
    _hint := format(
      'Give it its number of dimensions: alter table %s alter column vec type %s(3);',
      target, pgmatch.collections_vector()
    );
  elsif _dimensions > _most then
    _wrong := format(
      'an index of the kind %s has at most %s dimensions, but %s has %s', kind, _most, target, _dimensions
    );
    _hint := format('Pass kind => %L.', case when _dimensions > 4000 then 'binary' else 'halfvec' end);
  elsif method = 'ivfflat' and metric = 'l1' and kind <> 'binary' then
    _wrong := 'pgvector has no ivfflat index for l1_distance';
    _hint := 'Pass method => ''hnsw''.';
  else
    return;
  end if;
  raise exception using errcode = 'invalid_parameter_value', message = _wrong, hint = _hint;
end;
$$;

comment on function pgmatch.collections_check_index is
  'Refuses arguments of create_index that pgvector or vecs would refuse.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_check_index');
