-- is_indexed: whether a valid index without a WHERE clause starts with the column.
create or replace function pgmatch.is_indexed(target regclass, column_name text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select 1
    from pg_index as i
    inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = is_indexed.target
      and a.attname = is_indexed.column_name
      and i.indisvalid
      and i.indpred is null
  )
$$;

comment on function pgmatch.is_indexed is
  'Whether a valid index without a WHERE clause starts with the given column.';

revoke all on function pgmatch.is_indexed from public;
