-- unique_columns: the columns of a table whose values name its rows, because an index says that they are unique.
--
-- A unique index of a partitioned table also has the columns that tell the partitions apart, and one of a table with
-- child tables leaves out their rows. There, a column counts if Postgres makes its values: a uuid, or from a sequence.
create or replace function pgmatch.unique_columns(target regclass)
returns table (name name, number smallint, is_primary boolean, allows_null boolean)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select a.attname, a.attnum, i.indisprimary, not a.attnotnull
  from pg_index as i
  inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
  left join pg_partitioned_table as p on p.partrelid = i.indrelid
  left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where i.indrelid = unique_columns.target
    and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null
    and not exists (
      select 1
      from unnest(i.indkey) with ordinality as k (number, place)
      where k.place between 2 and i.indnkeyatts and k.number <> all(coalesce(p.partattrs::smallint[], '{}'))
    )
    and (
      a.atttypid = 'uuid'::regtype
      or a.attidentity <> '' and p.partrelid is not null
      or pg_get_expr(d.adbin, d.adrelid) like 'nextval(%'
      or i.indnkeyatts = 1 and (
        p.partrelid is not null or not exists (select 1 from pg_inherits as h where h.inhparent = i.indrelid)
      )
    )
$$;

comment on function pgmatch.unique_columns is
  'The columns of a table whose values name its rows, because an index says that they are unique.';

revoke all on function pgmatch.unique_columns from public;
