-- collections_check_operator: raises unless a key of a filter has one operator that pgmatch.collections_filter takes.
--
-- operators  what the filter has under the key
--
-- Raises 22023, also for a key of more than 255 bytes.
create or replace function pgmatch.collections_check_operator(key text, operators jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _others constant jsonpath := 'strict $[*].type() ? (@ != "number" && @ != "string" && @ != "boolean")';
  _label constant text := to_json(left(key, 100));
  _most constant integer := 255;
  _operators integer := 0;
  _operator text;
  _operand jsonb;
  _wrong text;
  _hint text := format('Write an operator and a value, for example {%s: {"$eq": 1}}.', _label);
begin
  if jsonb_typeof(operators) = 'object' then
    select count(*), min(e.key), jsonb_agg(e.value) -> 0 into _operators, _operator, _operand
    from jsonb_each(operators) as e (key, value);
  end if;

  -- the condition repeats the key for each value of a list
  if octet_length(key) > _most then
    _wrong := format('a key has %s bytes, and at most %s are allowed: %s', octet_length(key), _most, _label);
    _hint := 'Use shorter keys in the metadata.';
  elsif _operators = 0 then
    _wrong := format('%s has no operator, but %s', _label, left(operators::text, 100));
  elsif _operators > 1 then
    _wrong := format('%s has %s operators instead of one', _label, _operators);
    _hint := format('Combine them in a list: {"$and": [{%1$s: {"$gte": 1}}, {%1$s: {"$lt": 9}}]}.', _label);
  elsif _operator not in ('$eq', '$ne', '$lt', '$lte', '$gt', '$gte', '$in', '$contains') then
    _wrong := format('%s is not an operator, but %s has it', to_json(left(_operator, 100)), _label);
    _hint := 'Use $eq, $ne, $lt, $lte, $gt, $gte, $in or $contains.';
  elsif _operator = '$in' and (jsonb_typeof(_operand) <> 'array' or jsonb_path_exists(_operand, _others)) then
    _wrong := format('$in of %s is %s', _label, left(_operand::text, 100));
    _hint := '$in takes a list of numbers, texts and booleans.';
  elsif _operator = '$contains' and jsonb_typeof(_operand) not in ('number', 'string', 'boolean') then
    _wrong := format('$contains of %s is %s', _label, left(_operand::text, 100));
    _hint := '$contains takes a number, a text or a boolean.';
  end if;

  if _wrong is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'filters: ' || _wrong,
      hint = _hint;
  end if;
end;
$$;

comment on function pgmatch.collections_check_operator is
  'Raises unless a key of a filter has one operator that pgmatch.collections_filter takes.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_check_operator', 'execute', 'execute');
