-- queue_key: the columns by which jobs name the rows of a table: the primary key, else a unique column that is never
-- null; null if there is neither.
create or replace function pgmatch.queue_key(target regclass)
returns name[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select array_agg(a.attname order by k.place)
      from pg_index as i
      cross join lateral unnest(i.indkey::smallint[]) with ordinality as k (number, place)
      inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.number
      where i.indrelid = queue_key.target and i.indisprimary and k.place <= i.indnkeyatts
    ),
    (
      select array[u.name]
      from pgmatch.unique_columns(queue_key.target) as u
      where not u.allows_null
      order by u.number
      limit 1
    )
  )
$$;

comment on function pgmatch.queue_key is
  'The columns by which jobs name the rows of a table; null if there are none.';

select pgmatch.register('queue', 'function', 'pgmatch.queue_key');
