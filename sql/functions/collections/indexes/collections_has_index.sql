-- collections_has_index: whether a valid index of a method starts with a column of a table.
create or replace function pgmatch.collections_has_index(target oid, column_name name, method name)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select 1
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    inner join pg_am as m on m.oid = c.relam and m.amname = method
    inner join pg_attribute as a on a.attrelid = x.indrelid and a.attnum = x.indkey[0]
    where x.indrelid = target and a.attname = column_name and x.indisvalid
  )
$$;

comment on function pgmatch.collections_has_index is
  'Whether a valid index of a method starts with a column of a table.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_has_index');
