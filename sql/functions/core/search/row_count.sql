-- row_count: the number of rows of a table, counted.
create or replace function pgmatch.row_count(target regclass)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _rows bigint;
begin
  execute format('select count(*) from %s', target) into _rows;
  return _rows;
end;
$$;

comment on function pgmatch.row_count is
  'The number of rows of a table, counted.';

revoke all on function pgmatch.row_count from public;
