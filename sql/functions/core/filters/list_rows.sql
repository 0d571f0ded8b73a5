-- list_rows: the rows of a searched table that pass a filter on their metadata, in the order of their key.
--
-- search       a function that pgmatch.create_search has made with metadata, see pgmatch.metadata_search
-- filter       as in pgmatch.filter_condition; null for all rows
-- after        the key of the last row that was read, as text, to go on after it; null to begin
-- match_count  at most this many rows; null for all
--
-- A row is an object of its key and the columns of the search. Rows without an embedding are listed too. Runs as the
-- caller, so row level security applies. Raises 2201W for a negative match_count, 22P02 or 22003 if after is not a key,
-- and what pgmatch.metadata_search and pgmatch.filter_condition raise.
create or replace function pgmatch.list_rows(
  search text,
  filter jsonb default null,
  after text default null,
  match_count integer default 100
)
returns setof jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
-- for fractions in JSON
set extra_float_digits = 1
as $$
declare
  _target text;
  _key text;
  _key_type text;
  _document text;
  _columns text;
begin
  select s.target, s.key, s.key_type, s.document, s.columns into _target, _key, _key_type, _document, _columns
  from pgmatch.metadata_search(search) as s;
  if match_count < 0 then
    raise exception using
      errcode = 'invalid_row_count_in_limit_clause',
      message = format('match_count %s is negative', match_count),
      hint = 'Pass how many rows you want at most, or null for all.';
  end if;
  begin
    execute format('select %L::%s', after, _key_type);
  exception
    when data_exception then
      raise exception using
        errcode = sqlstate,
        message = format('after %L is not a key of %s: %s', after, _target, sqlerrm),
        hint = 'Pass the key of the last row that you have read, as text, or null to begin.';
  end;
  return query execute format(
    'select to_jsonb(r) from (select %s from %s as s where %s order by %s limit %s) as r',
    _columns,
    _target,
    concat_ws(
      ' and ',
      _key || ' is not null',
      pgmatch.filter_condition(filter, _document),
      _key || ' > ' || quote_literal(after) || '::' || _key_type
    ),
    _key,
    coalesce(match_count::text, 'all')
  );
end;
$$;

comment on function pgmatch.list_rows is
  'The rows of a searched table that pass a filter on their metadata, in the order of their key.';

select pgmatch.register('core', 'function', 'pgmatch.list_rows', 'execute', 'execute');
