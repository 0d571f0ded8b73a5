-- filter_list: the SQL condition of $and or $or in a filter, see pgmatch.filter_condition; null if every row passes.
--
-- depth  the level of the object that has the operator
create or replace function pgmatch.filter_list(operator text, filters jsonb, document text, depth integer)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _conditions text[];
begin
  if jsonb_typeof(filters) <> 'array' or operator = '$or' and filters = '[]' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter: %s of %s is not a list of filters', left(filters::text, 100), operator),
      hint = format('Write a list, for example {"%s": [{"year": 2020}, {"year": 2021}]}.', operator);
  end if;
  _conditions := array(
    select '(' || pgmatch.filter_group(f.filter, document, depth + 1) || ')'
    from jsonb_array_elements(filters) with ordinality as f (filter, place)
    order by f.place
  );
  if operator = '$or' and array_position(_conditions, null) is not null then
    return null;
  end if;
  return '(' || nullif(array_to_string(_conditions, case operator when '$or' then ' or ' else ' and ' end), '') || ')';
end;
$$;

comment on function pgmatch.filter_list is
  'The SQL condition of $and or $or in a filter; null if every row passes.';

select pgmatch.register('core', 'function', 'pgmatch.filter_list', 'execute', 'execute');
