-- search_key: the column by which a search names the rows of a table if none is named: the primary key, else another
-- unique column, preferably one that is never null; null if there is none. pgmatch.check_search_key checks it.
create or replace function pgmatch.search_key(target regclass)
returns name
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select a.attname
  from pg_index as i
  inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
  where i.indrelid = target
    and i.indisunique and i.indisvalid and i.indimmediate
    and i.indnkeyatts = 1 and i.indpred is null
  order by i.indisprimary desc, a.attnotnull desc, a.attnum
  limit 1
$$;

comment on function pgmatch.search_key is
  'The unique column by which a search names the rows of a table; null if there is none.';

select pgmatch.register('core', 'function', 'pgmatch.search_key');
