-- delete_rows: deletes the rows of a searched table that pass a filter on their metadata, and returns how many.
--
-- search   a function that pgmatch.create_search has made with metadata, see pgmatch.metadata_search
-- filter   as in pgmatch.filter_condition
-- dry_run  counts the rows that would be deleted, and deletes none
-- path     the search_path for triggers on the table: the caller's
--
-- Runs as the caller, who needs the right to delete; row level security applies. Raises 22023 for a filter of which a
-- part has no condition, such as {}, and what pgmatch.metadata_search and pgmatch.filter_condition raise.
create or replace function pgmatch.delete_rows(
  search text,
  filter jsonb,
  dry_run boolean default false,
  path text default current_setting('search_path')
)
returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _target text;
  _condition text;
  _statement text;
  _rows bigint;
begin
  select s.target, pgmatch.filter_condition(filter, s.document) into _target, _condition
  from pgmatch.metadata_search(search) as s;
  if _condition is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter is %s, which all rows of %s pass', coalesce(left(filter::text, 100), 'null'), _target),
      hint = format('Say which rows to delete, for example {"year": 2020}. To delete all: delete from %s;', _target);
  end if;
  perform pgmatch.check_filter_parts(filter);
  if dry_run is not false then
    execute format('select count(*) from %s as s where %s', _target, _condition) into _rows;
    return _rows;
  end if;
  _statement := format('delete from %s as s where %s', _target, _condition);
  -- from here on, nothing is called by a name without a schema
  perform set_config('search_path', path, true);
  execute _statement;
  get diagnostics _rows = row_count;
  return _rows;
end;
$$;

comment on function pgmatch.delete_rows is
  'Deletes the rows of a searched table that pass a filter on their metadata, and returns how many.';

select pgmatch.register('core', 'function', 'pgmatch.delete_rows', 'execute', 'execute');
