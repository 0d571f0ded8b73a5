-- filter_group: the SQL condition of one object of a filter, see pgmatch.filter_condition; null if every row passes.
--
-- depth  the level of the object, from 1
create or replace function pgmatch.filter_group(filter jsonb, document text, depth integer)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _key text;
  _value jsonb;
  _conditions text[] := '{}';
begin
  perform pgmatch.check_filter_depth(depth);
  if jsonb_typeof(filter) <> 'object' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter: %s is not an object', left(filter::text, 100)),
      hint = 'Write keys with their values or operators, for example {"year": {"$gte": 2020}}.';
  end if;
  for _key, _value in select e.key, e.value from jsonb_each(filter) as e (key, value) loop
    _conditions := array_append(_conditions, case
      when _key in ('$and', '$or') then pgmatch.filter_list(_key, _value, document, depth)
      when _key = '$not' then format(
        '((%s) is not true)', coalesce(pgmatch.filter_group(_value, document, depth + 1), 'true')
      )
      else pgmatch.filter_key(_key, _value, document, depth)
    end);
  end loop;
  return nullif(array_to_string(_conditions, ' and '), '');
end;
$$;

comment on function pgmatch.filter_group is
  'The SQL condition of one object of a filter; null if every row passes.';

select pgmatch.register('core', 'function', 'pgmatch.filter_group', 'execute', 'execute');
