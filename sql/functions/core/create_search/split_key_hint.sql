-- split_key_hint: how a column can name the rows of a table that has partitions or child tables; null for other tables.
--
-- key  the column; null if there is none yet
create or replace function pgmatch.split_key_hint(target regclass, key name)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when c.relkind = 'p' then format(
      'Let Postgres make its values: a uuid, or a sequence as its default. Then: create unique index on %s (%s);',
      target,
      (
        select string_agg(quote_ident(n.name), ', ' order by n.place)
        from (
          select coalesce(key, 'id'), 0
          union all
          select a.attname, k.place
          from pg_partitioned_table as p
          cross join unnest(p.partattrs) with ordinality as k (number, place)
          inner join pg_attribute as a on a.attrelid = p.partrelid and a.attnum = k.number
          where p.partrelid = target and a.attname <> coalesce(key, 'id')
        ) as n (name, place)
      )
    )
    when exists (select 1 from pg_inherits as h where h.inhparent = target) then format(
      'A unique index of %s leaves out the rows of its child tables. Let Postgres make the values in all of them, a'
      ' uuid or one sequence as the default, or declare a search of each table.',
      target
    )
  end
  from pg_class as c
  where c.oid = target
$$;

comment on function pgmatch.split_key_hint is
  'How a column can name the rows of a table that has partitions or child tables; null for other tables.';

revoke all on function pgmatch.split_key_hint from public;
