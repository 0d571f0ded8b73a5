-- unfinished_indexes: the indexes of a table that interrupted builds have left, and nobody builds now.
--
-- is_left  whether it was to replace another vector index, which exists or will be built again
create or replace function pgmatch.unfinished_indexes(target regclass)
returns table (index regclass, method name, is_left boolean)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select i.oid::regclass, m.amname, l.is_left
  from pg_index as x
  inner join pg_class as i on i.oid = x.indexrelid
  inner join pg_am as m on m.oid = i.relam
  -- what Postgres appends to the names of the two indexes of a rebuild, as `pgmatch index rebuild` does
  cross join lateral substring(i.relname from E'^(.+)_cc(?:new|old)\\d*$') as b (name)
  cross join lateral (
    select m.amname in ('hnsw', 'ivfflat') and b.name is not null and (
      not x.indisvalid
      or exists (
        select 1
        from pg_index as y
        inner join pg_class as o on o.oid = y.indexrelid
        where y.indrelid = x.indrelid and y.indisvalid and o.relname = b.name
      )
    )
  ) as l (is_left)
  where x.indrelid = target
    and (not x.indisvalid or l.is_left)
    and not exists (
      select 1
      from pg_stat_progress_create_index as p
      where p.datname = current_database() and p.index_relid = i.oid
    )
$$;

comment on function pgmatch.unfinished_indexes is
  'The indexes of a table that interrupted builds have left, and nobody builds now.';

revoke all on function pgmatch.unfinished_indexes from public;
