-- search_key: the column by which a search names the rows of a table if none is named: the primary key, else another
-- unique column, preferably one that is never null; null if there is none. pgmatch.check_search_key checks it.
create or replace function pgmatch.search_key(target regclass)
returns name
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select u.name
  from pgmatch.unique_columns(target) as u
  order by u.is_primary desc, u.allows_null, u.number
  limit 1
$$;

comment on function pgmatch.search_key is
  'The unique column by which a search names the rows of a table; null if there is none.';

select pgmatch.register('core', 'function', 'pgmatch.search_key');
