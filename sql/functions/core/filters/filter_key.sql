-- filter_key: the SQL condition of one key of a filter, see pgmatch.filter_condition.
--
-- wanted  a value, or an object of operators
-- depth   the level of the object that has the key
create or replace function pgmatch.filter_key(key text, wanted jsonb, document text, depth integer)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _operator text;
  _operand jsonb;
  _conditions text[] := '{}';
begin
  perform pgmatch.check_filter_depth(depth);
  if jsonb_typeof(wanted) <> 'object' then
    wanted := jsonb_build_object('$eq', wanted);
  end if;
  perform pgmatch.check_filter_key(key, wanted);
  for _operator, _operand in select e.key, e.value from jsonb_each(wanted) as e (key, value) loop
    _conditions := array_append(_conditions, case
      when _operator = '$not'
        then format('((%s) is not true)', pgmatch.filter_key(key, _operand, document, depth + 1))
      when _operator = '$exists' and _operand = 'false'
        then format('((%s) is not true)', pgmatch.filter_key(key, '{"$exists": true}', document, depth))
      else (
        select '(' || string_agg(pgmatch.filter_operator(k.path, _operator, _operand, document), ' or ') || ')'
        from (
          select array[key] as path
          union all
          select string_to_array(key, '.') where key ~ E'^[^.]+(\\.[^.]+)+$'
        ) as k
      )
    end);
  end loop;
  return array_to_string(_conditions, ' and ');
end;
$$;

comment on function pgmatch.filter_key is
  'The SQL condition of one key of a filter.';

select pgmatch.register('core', 'function', 'pgmatch.filter_key', 'execute', 'execute');
