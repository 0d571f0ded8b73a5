-- estimated_rows: how many rows a table has, estimated as the planner does it; null without an estimate.
--
-- Of a partitioned table, it counts the partitions that have been analyzed.
create or replace function pgmatch.estimated_rows(target regclass)
returns double precision
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select sum(c.reltuples / c.relpages * (pg_relation_size(c.oid) / current_setting('block_size')::integer))
    from pg_class as c
    -- as an array: the planner would rather read the whole catalog
    where c.oid = any(target::oid || array(select t.relid::oid from pg_partition_tree(target) as t where t.isleaf))
      and c.relkind <> 'p' and c.relpages > 0 and c.reltuples > 0
  );
end;
$$;

comment on function pgmatch.estimated_rows is
  'How many rows a table has, estimated as the planner does it; null without an estimate.';

select pgmatch.register('core', 'function', 'pgmatch.estimated_rows', 'execute', 'execute');
