-- filter_condition: the SQL condition that a filter on metadata puts on a row; null if every row passes.
--
-- filter    what to look for, as a JSON object: {"year": {"$gte": 2020}, "tags": {"$contains": "sql"}}
-- document  the metadata, as SQL: a column of type jsonb, such as s.metadata. Never pass what a user has written
--
-- A row passes if it passes every key of the filter. A key has a value, which is short for $eq, or operators:
--
--   $eq, $ne              equal to a JSON value, or not equal
--   $gt, $gte, $lt, $lte  greater or less than a number, a text or a boolean; values of other types do not pass
--   $in, $nin             equal to one of a list of numbers, texts and booleans, or to none of them
--   $contains             a list that contains a number, a text or a boolean
--   $exists               true for rows with the key, false for those without it
--   $not                  what does not pass the operators in it
--
-- Instead of a key, $and and $or have a list of filters, and $not has one: every row that does not pass it.
--
-- Types are strict: 1 is 1.0, but not "1". A row without the key passes only $not and {"$exists": false}, so $ne and
-- $nin do not find it either; null is a value. A key with dots is that key, or a key in an object: "author.name".
--
-- All names are those of pg_catalog, and what the filter says becomes literals. $eq, $in and $contains are written with
-- @>, which a GIN index on the document serves. $ne, $nin and comparisons can only use an index on the value, for
-- example: create index on products ((metadata -> 'year')).
--
-- Raises 22023 for a filter of another form, of more than 50,000 bytes or 20 levels, or with a key of more than 255
-- bytes. The error names the key.
create or replace function pgmatch.filter_condition(filter jsonb, document text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _most constant integer := 50000;
begin
  -- first as it is stored: a small number may be a long text, such as 1e100000
  if pg_column_size(filter) > _most or octet_length(filter::text) > _most then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter has more than %s bytes', _most),
      hint = 'Filter by less: fewer keys, or shorter lists.';
  end if;
  return pgmatch.filter_group(filter, document, 1);
end;
$$;

comment on function pgmatch.filter_condition is
  'The SQL condition that a filter on metadata puts on a row; null if every row passes.';

select pgmatch.register('core', 'function', 'pgmatch.filter_condition', 'execute', 'execute');
