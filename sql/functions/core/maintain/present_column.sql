-- present_column: the name that a column of a declaration has now; null if it was dropped.
--
-- A name that the table still has is kept, whichever column has it now. Only one that is gone is followed.
create or replace function pgmatch.present_column(search pgmatch.search_function, column_name name)
returns name
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select a.attname
  from pg_attribute as a
  where a.attrelid = search.target
    and a.attnum > 0
    and not a.attisdropped
    and (
      a.attname = column_name
      or search.made_table = search.target and a.attnum = (search.made_columns ->> column_name::text)::smallint
    )
  order by a.attname = column_name desc
  limit 1
$$;

comment on function pgmatch.present_column is
  'The name that a column of a declaration has now; null if it was dropped.';

select pgmatch.register('core', 'function', 'pgmatch.present_column');
