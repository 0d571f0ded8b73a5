-- search_key: the column by which a search names the rows of a table: unique, never null, the primary key if possible.
--
-- wanted  the column that has to be it; null for any
--
-- Null if there is none.
create or replace function pgmatch.search_key(target regclass, wanted name default null)
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
    and i.indnkeyatts = 1 and i.indpred is null and a.attnotnull
    and (wanted is null or a.attname = wanted)
  order by i.indisprimary desc, a.attnum
  limit 1
$$;

comment on function pgmatch.search_key is
  'The unique column by which a search names the rows of a table; null if there is none.';

select pgmatch.register('core', 'function', 'pgmatch.search_key');
