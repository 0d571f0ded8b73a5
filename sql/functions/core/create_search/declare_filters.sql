-- declare_filters: filters as pgmatch.search_function has them, [["argument type", "condition"], …], in their order.
--
-- Raises 22023 for anything but an object of arguments with their types and conditions.
create or replace function pgmatch.declare_filters(filters json)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _argument text;
  _condition json;
  _declared jsonb := '[]';
begin
  if json_typeof(filters) <> 'object' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filters is %s, not an object', filters),
      hint = 'Write {"argument type": "condition"}, for example {"category text": "category = $"}.';
  end if;
  for _argument, _condition in select f.key, f.value from json_each(filters) as f (key, value) loop
    if (pgmatch.split_name(_argument)).type is null then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format('the filter %s does not say which type its argument has', to_json(_argument)),
        hint = 'Write the name of the argument, a space and its type, for example "category text".';
    elsif json_typeof(_condition) <> 'string' then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format('the filter %s has %s instead of a condition', to_json(_argument), _condition),
        hint = 'Write the condition as a string with a $ for the value, for example "category = $".';
    end if;
    _declared := _declared || jsonb_build_array(jsonb_build_array(_argument, _condition));
  end loop;
  return _declared;
end;
$$;

comment on function pgmatch.declare_filters is
  'Filters as pgmatch.search_function has them, in their order; raises 22023 for anything else.';

select pgmatch.register('core', 'function', 'pgmatch.declare_filters');
