-- filter_operator: the SQL condition of one operator of a filter, see pgmatch.filter_condition.
--
-- path  where the value is in the document: a key, or keys of objects within each other
create or replace function pgmatch.filter_operator(path text[], operator text, operand jsonb, document text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _value constant text := (
    select format('(%s%s)', document, string_agg(
      format(' operator(pg_catalog.->) %L::pg_catalog.text', p.key), '' order by p.place
    ))
    from unnest(path) with ordinality as p (key, place)
  );
  -- around a value, they make the document that has nothing else
  _opening constant text := (
    select string_agg('{' || to_json(p.key) || ': ', '' order by p.place)
    from unnest(path) with ordinality as p (key, place)
  );
  _closing constant text := repeat('}', cardinality(path));
  _contains constant text := document || ' operator(pg_catalog.@>) ';
begin
  return case
    when operator = '$eq' and jsonb_typeof(operand) in ('object', 'array') then format(
      '(%s%L::pg_catalog.jsonb and %s operator(pg_catalog.=) %L::pg_catalog.jsonb)',
      _contains, _opening || operand || _closing, _value, operand
    )
    when operator = '$eq' then format('%s%L::pg_catalog.jsonb', _contains, _opening || operand || _closing)
    when operator = '$contains'
      then format('%s%L::pg_catalog.jsonb', _contains, _opening || '[' || operand || ']' || _closing)
    when operator = '$in' then format('%sany (%L::pg_catalog.jsonb[])', _contains, array(
      select _opening || o.value || _closing from jsonb_array_elements(operand) as o (value)
    ))
    when operator = '$nin' then format(
      -- an empty list must not find rows without the key either
      '(%1$s is not null and %1$s operator(pg_catalog.<>) all (%2$L::pg_catalog.jsonb[]))',
      _value,
      array(select o.value from jsonb_array_elements(operand) as o (value))
    )
    when operator = '$exists' then _value || ' is not null'
    when operator = '$ne' then format('%s operator(pg_catalog.<>) %L::pg_catalog.jsonb', _value, operand)
    else format(
      '(pg_catalog.jsonb_typeof(%1$s) operator(pg_catalog.=) %2$L::pg_catalog.text'
      ' and %1$s operator(pg_catalog.%3$s) %4$L::pg_catalog.jsonb)',
      _value,
      jsonb_typeof(operand),
      case operator when '$gt' then '>' when '$gte' then '>=' when '$lt' then '<' when '$lte' then '<=' end,
      operand
    )
  end;
end;
$$;

comment on function pgmatch.filter_operator is
  'The SQL condition of one operator of a filter.';

select pgmatch.register('core', 'function', 'pgmatch.filter_operator', 'execute', 'execute');
