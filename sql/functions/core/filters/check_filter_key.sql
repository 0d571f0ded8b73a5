-- check_filter_key: raises for the first thing that is wrong with the operators of a key in a filter.
create or replace function pgmatch.check_filter_key(key text, operators jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _key constant text := to_json(left(key, 100));
  _scalars constant text[] := '{number, string, boolean}';
  _others constant jsonpath := 'strict $[*].type() ? (@ != "number" && @ != "string" && @ != "boolean")';
  _operator text;
  _operand jsonb;
  _takes text;
begin
  if key like '$%' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter: %s is neither a key nor an operator on filters', _key),
      hint = 'Write {key: {operator: value}}. Only $and, $or and $not stand in the place of a key.';
  end if;
  -- each dot may be a level
  perform pgmatch.check_filter_depth(length(key) - length(replace(key, '.', '')));
  -- the condition repeats the key for each value of a list
  if octet_length(key) > 255 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter: a key has %s bytes, and at most 255 are allowed: %s', octet_length(key), _key),
      hint = 'Use shorter keys in the metadata.';
  end if;
  for _operator, _operand in
    select e.key, e.value from jsonb_each(operators) as e (key, value)
    union all
    select '', null where operators = '{}'
  loop
    _takes := case
      when _operator in ('$eq', '$ne') then ''
      when _operator in ('$gt', '$gte', '$lt', '$lte', '$contains')
        then case when jsonb_typeof(_operand) <> all(_scalars) then 'a number, a text or a boolean' else '' end
      when _operator in ('$in', '$nin') then case
        when jsonb_typeof(_operand) <> 'array' or jsonb_path_exists(_operand, _others)
          then 'a list of numbers, texts and booleans'
        else ''
      end
      when _operator = '$exists' then case jsonb_typeof(_operand) when 'boolean' then '' else 'true or false' end
      when _operator = '$not' then case jsonb_typeof(_operand) when 'object' then '' else 'an object of operators' end
    end;
    if _takes is null then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = case
          when operators = '{}' then format('filter: %s has neither a value nor an operator', _key)
          else format('filter: %s is not an operator, but %s has it', to_json(left(_operator, 100)), _key)
        end,
        hint = 'A key has a value, or $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $contains, $exists and $not. '
          'Name a key in an object with a dot: "author.name".';
    elsif _takes <> '' then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format('filter: %s of %s is %s', _operator, _key, left(_operand::text, 100)),
        hint = format('%s takes %s.', _operator, _takes);
    end if;
  end loop;
end;
$$;

comment on function pgmatch.check_filter_key is
  'Raises for the first thing that is wrong with the operators of a key in a filter.';

select pgmatch.register('core', 'function', 'pgmatch.check_filter_key', 'execute', 'execute');
