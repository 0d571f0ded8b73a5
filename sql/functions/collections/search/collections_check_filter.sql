-- collections_check_filter: raises unless an object of a filter has the form that pgmatch.collections_filter takes.
--
-- depth  the level of the object, from 1
--
-- An object or a list without a condition is one only as the whole filter: among others, vecs drops it, or finds no
-- rows. Raises 22023, also for a filter of more than 50,000 bytes or 20 levels.
create or replace function pgmatch.collections_check_filter(filters jsonb, depth integer)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _most constant integer := 50000;
  _keys integer;
  _key text;
  _value jsonb;
  _wrong text;
  _hint text := 'Write a key with an operator and a value, for example {"year": {"$gte": 2020}}.';
begin
  -- first as it is stored: a small number may be a long text, such as 1e100000
  if depth = 1 and (pg_column_size(filters) > _most or octet_length(filters::text) > _most) then
    _wrong := format('more than %s bytes', _most);
    _hint := 'Filter by less: fewer conditions, or shorter lists.';
  elsif depth > 20 then
    _wrong := 'more than 20 levels';
    _hint := 'Write it flatter: a list may have many conditions.';
  elsif jsonb_typeof(filters) <> 'object' then
    _wrong := left(filters::text, 100) || ' is not an object';
  else
    select count(*), min(e.key), jsonb_agg(e.value) -> 0 into _keys, _key, _value
    from jsonb_each(filters) as e (key, value);
    if _keys > 1 then
      _wrong := format('%s has %s keys instead of one', left(filters::text, 100), _keys);
      _hint := 'Combine conditions in a list: {"$and": [{"year": {"$gte": 2020}}, {"type": {"$eq": "jpg"}}]}.';
    elsif _keys = 0 and depth > 1 then
      _wrong := '{} has no condition';
    elsif _key in ('$and', '$or')
      and (jsonb_typeof(_value) <> 'array' or _value = '[]' and (_key = '$or' or depth > 1)) then
      _wrong := format('%s of %s is not a list of filters', left(_value::text, 100), _key);
      _hint := format('Write a list: {"%s": [{"year": {"$gte": 2020}}, {"type": {"$eq": "jpg"}}]}.', _key);
    end if;
  end if;

  if _wrong is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'filters: ' || _wrong,
      hint = _hint;
  end if;
end;
$$;

comment on function pgmatch.collections_check_filter is
  'Raises unless an object of a filter has the form that pgmatch.collections_filter takes.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_check_filter', 'execute', 'execute');
