-- queue_key: the columns by which jobs name the rows of a table: the primary key, else those of a unique index that are
-- never null, of one with few columns; null if there is neither.
--
-- All columns of the index count: a column of a partitioned table may have the same value in two partitions.
create or replace function pgmatch.queue_key(target regclass)
returns name[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select k.names
  from pg_index as i
  cross join lateral (
    select array_agg(a.attname order by x.place), count(*) filter (where a.attnotnull)
    from unnest(i.indkey::smallint[]) with ordinality as x (number, place)
    inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = x.number
    where x.place <= i.indnkeyatts
  ) as k (names, never_null)
  where i.indrelid = queue_key.target and i.indisunique and i.indisvalid and i.indpred is null
    and (i.indimmediate or i.indisprimary) and k.never_null = i.indnkeyatts
  order by i.indisprimary desc, i.indnkeyatts, i.indkey::smallint[]
  limit 1
$$;

comment on function pgmatch.queue_key is
  'The columns by which jobs name the rows of a table; null if there are none.';

select pgmatch.register('queue', 'function', 'pgmatch.queue_key');
