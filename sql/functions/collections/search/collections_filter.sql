-- collections_filter: the SQL condition that a filter of vecs puts on a row; null if every row passes.
--
-- filters   as vecs takes it; null, {} and {"$and": []} pass every row
-- document  the metadata, as SQL: a column of type jsonb, such as s.metadata. Never pass what a user has written
-- depth     the level of the object in the filter, from 1
--
-- An object has one key. $and and $or have a list of filters; any other key has one operator with its value:
--
--   $eq, $ne              equal to a JSON value, or not equal
--   $lt, $lte, $gt, $gte  less or greater than a JSON value, in the order that Postgres gives to values of all types
--   $in                   equal to one of a list of numbers, texts and booleans
--   $contains             a list that contains a number, a text or a boolean
--
-- Types are strict: 1 is 1.0, but not "1". No operator finds a row without the key; null is a value. A key with dots is
-- that key. A GIN index on the document serves $eq, $in and $contains, as in pgmatch.filter_condition.
--
-- Raises 22023 for what vecs refuses, and for what it takes without finding rows; see
-- pgmatch.collections_check_filter and pgmatch.collections_check_operator.
create or replace function pgmatch.collections_filter(filters jsonb, document text, depth integer default 1)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _key text;
  _value jsonb;
  _operator text;
  _operand jsonb;
begin
  perform pgmatch.collections_check_filter(filters, depth);
  if filters is null or filters in ('{}', '{"$and": []}') then
    return null;
  end if;
  select e.key, e.value into _key, _value from jsonb_each(filters) as e (key, value);
  if _key in ('$and', '$or') then
    return (
      select '(' || string_agg(
        pgmatch.collections_filter(f.filter, document, depth + 1),
        case _key when '$or' then ' or ' else ' and ' end
        order by f.place
      ) || ')'
      from jsonb_array_elements(_value) with ordinality as f (filter, place)
    );
  end if;

  perform pgmatch.collections_check_operator(_key, _value);
  select e.key, e.value into _operator, _operand from jsonb_each(_value) as e (key, value);
  if _operator in ('$lt', '$lte', '$gt', '$gte') then
    return format(
      '(%s operator(pg_catalog.->) %L::pg_catalog.text) operator(pg_catalog.%s) %L::pg_catalog.jsonb',
      document,
      _key,
      case _operator when '$lt' then '<' when '$lte' then '<=' when '$gt' then '>' when '$gte' then '>=' end,
      _operand
    );
  end if;
  return pgmatch.filter_operator(array[_key], _operator, _operand, document);
end;
$$;

comment on function pgmatch.collections_filter is
  'The SQL condition that a filter of vecs puts on a row; null if every row passes.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_filter', 'execute', 'execute');
