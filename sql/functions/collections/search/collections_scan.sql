-- collections_scan: the vector index that query_records may scan itself; nulls if it has to call pgmatch.nearest.
--
-- metric, dimensions  of the query
--
-- query_records scans an index itself if it is the only one for the metric, is an HNSW index on the column as it is and
-- has no WHERE clause, and if no policy hides records from the caller. Raises nothing: for a wrong argument it returns
-- nulls, and the functions that run then raise the error.
--
-- One statement looks up what pgmatch.collections_is_one, pgmatch.search_index and pgmatch.metric_sql say, because
-- calling them takes three times as long. The result differs from that of pgmatch.search_index in ordering: here it is
-- the ORDER BY expression of an index on the column.
create or replace function pgmatch.collections_scan(collection text, metric text, dimensions integer)
returns pgmatch.chosen_index
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
-- the planner would read pg_index as a whole while it is small
set enable_seqscan = off
as $$
declare
  _chosen pgmatch.chosen_index;
begin
  select
    'hnsw',
    max(format(
      -- as in pgmatch.metric_sql
      's.vec operator(%s.%s) $1',
      o.opcnamespace::regnamespace,
      case metric when 'ip' then '<#>' when 'cosine' then '<=>' when 'l2' then '<->' when 'l1' then '<+>' end
    )),
    max(t.ef_search)
  into _chosen.method, _chosen.ordering, _chosen.ef_search
  from pg_class as c
  inner join pg_index as x on x.indrelid = c.oid and x.indisvalid and x.indclass[0] >= 16384
  inner join pg_opclass as o
    on o.oid = x.indclass[0]
    and o.opcname in ('vector_' || metric || '_ops', 'halfvec_' || metric || '_ops', 'bit_hamming_ops')
  inner join pg_class as i on i.oid = x.indexrelid
  inner join pg_am as m on m.oid = i.relam
  left join pg_attribute as v
    on v.attrelid = c.oid and v.attnum = x.indkey[0] and v.attname = 'vec' and v.atttypmod = dimensions
  -- as in pgmatch.search_index
  left join pgmatch.index_tuning as t
    on t.index = i.relnamespace::regnamespace || '.' || quote_ident(i.relname)
    and t.build = concat_ws(' ', m.amname, o.opcname, i.reloptions::text)
  -- as in pgmatch.collections_is_one
  where c.relname = collection::name and c.relname::text = collection
    and c.relnamespace = to_regnamespace('vecs')::oid
    and c.relkind = 'r' and not c.relispartition and not c.relhassubclass
    and not starts_with(c.relname::text, '_'::text)
    and has_table_privilege(c.oid, 'select')
    and not (row_security_active(c.oid) and pgmatch.has_policies(c.oid))
    and 2 = (
      select count(*) from pg_attribute as a
      where a.attrelid = c.oid and (
        a.attname = 'id' and a.atttypid in ('varchar'::regtype, 'text'::regtype)
        or a.attname = 'metadata' and a.atttypid = 'jsonb'::regtype
      )
    )
  having count(*) = 1
    and bool_and(
      m.amname = 'hnsw' and o.opcname = 'vector_' || metric || '_ops' and x.indpred is null and v.attnum is not null
    );
  return _chosen;
end;
$$;

comment on function pgmatch.collections_scan is
  'The vector index that query_records scans without pgmatch.nearest; nulls if it may not.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_scan', 'execute', 'execute');
