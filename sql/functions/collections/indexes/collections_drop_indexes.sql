-- collections_drop_indexes: drops the vector indexes of a collection, and returns how many there were.
--
-- kept  the name of one that stays; null for none
--
-- Partial indexes stay, because only their users know what they are for. What was tuned or suspended of the others is
-- forgotten, and the metric on record becomes that of the index that is left. Locks the table for an instant, and
-- waits for that as pgmatch.lock_tables does. Raises 55P03 if others use the table for too long.
create or replace function pgmatch.collections_drop_indexes(target regclass, kept name default null)
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _names text[];
begin
  if exists (
    select 1
    from pg_index as x
    inner join pg_class as i on i.oid = x.indexrelid
    inner join pg_am as a on a.oid = i.relam and a.amname in ('hnsw', 'ivfflat')
    where x.indrelid = target and x.indpred is null and i.relname is distinct from kept
  ) then
    perform pgmatch.lock_tables(array[target]);
  end if;
  -- only now does nobody else build or drop one
  _names := array(
    select pgmatch.full_name(i.oid)
    from pg_index as x
    inner join pg_class as i on i.oid = x.indexrelid
    inner join pg_am as a on a.oid = i.relam and a.amname in ('hnsw', 'ivfflat')
    where x.indrelid = target and x.indpred is null and i.relname is distinct from kept
    order by i.relname
  );
  if cardinality(_names) > 0 then
    execute 'drop index ' || array_to_string(_names, ', ');
    delete from pgmatch.index_tuning as t where t.index = any(_names);
  end if;
  delete from pgmatch.suspended_index as s where s.target = collections_drop_indexes.target;
  update pgmatch.search as s set metric = pgmatch.collections_metric(collections_drop_indexes.target)
  where s.target = collections_drop_indexes.target and s.embedding = 'vec';
  return cardinality(_names);
end;
$$;

comment on function pgmatch.collections_drop_indexes is
  'Drops the vector indexes of a collection, except for one that stays, and returns how many there were.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_drop_indexes');
