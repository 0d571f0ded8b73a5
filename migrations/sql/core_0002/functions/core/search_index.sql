-- search_index: the vector index that a search uses, and how; nulls if none fits.
--
-- An index fits if it is HNSW or IVFFlat, has the metric, is valid, has no WHERE clause, and is on the embeddings, on
-- their halfvec expression or on their binary_quantize expression. Of several, it takes the smallest kind, because
-- that is most likely to be in memory: binary (once its overfetch is measured), halfvec, vector; and HNSW before
-- IVFFlat. A partitioned table needs an index of its own, which Postgres completes from those of the partitions.
--
-- ordering  the ORDER BY expression if the index is on an expression, with the query vector as $1
-- other     an index of the other method for the same ordering, whole or partial: the planner may choose either
-- ef_search, probes, overfetch: the stored settings of the index, see pgmatch.tune_index
--
-- Searches call it, so it skips most of what pgmatch.vector_indexes looks up, which would take a quarter of the time of
-- a call.
create or replace function pgmatch.search_index(target regclass, embedding name, metric text)
returns pgmatch.chosen_index
language plpgsql
stable
set search_path = pg_catalog, pg_temp
-- the planner would read pg_index as a whole, until it is large
set enable_seqscan = off
as $$
declare
  _operator constant text := (pgmatch.metric_sql(metric)).operator;
  _chosen pgmatch.chosen_index;
begin
  select f.index, f.method, f.kind, f.ordering, f.other, t.ef_search, t.probes, t.overfetch
  into _chosen.index, _chosen.method, _chosen.kind, _chosen.ordering, _chosen.other,
    _chosen.ef_search, _chosen.probes, _chosen.overfetch
  from (
    select
      x.indexrelid as index,
      am.amname as method,
      k.kind,
      case k.kind
        when 'binary' then format(
          '%1$s operator(%2$s.<~>) %2$s.binary_quantize($1)::%3$s', e.expression, o.opcnamespace::regnamespace, e.type
        )
        else e.expression || ' ' || _operator || ' $1::' || e.type
      end as ordering,
      case am.amname
        when 'hnsw' then max(x.indexrelid) filter (where am.amname = 'ivfflat') over (partition by k.kind)
        else max(x.indexrelid) filter (where am.amname = 'hnsw') over (partition by k.kind)
      end as other,
      x.indpred is null as is_whole,
      -- as in pgmatch.index_build
      c.relnamespace::regnamespace || '.' || quote_ident(c.relname) as full_name,
      concat_ws(' ', am.amname, o.opcname, c.reloptions::text) as build
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    inner join pg_am as am on am.oid = c.relam and am.amname in ('hnsw', 'ivfflat')
    inner join pg_opclass as o on o.oid = x.indclass[0]
    cross join lateral (
      select case o.opcname when 'bit_hamming_ops' then 'binary' else split_part(o.opcname, '_', 1) end as kind
    ) as k
    left join lateral (
      select pg_get_indexdef(x.indexrelid, 1, false) as expression, format_type(a.atttypid, a.atttypmod) as type
      from pg_attribute as a
      where a.attrelid = x.indexrelid and a.attnum = 1 and x.indkey[0] = 0
    ) as e on true
    where x.indrelid = search_index.target
      and x.indisvalid
      -- extensions' objects have oids from here on: saves the joins for other indexes
      and x.indclass[0] >= 16384
      and o.opcname in ('vector_' || metric || '_ops', 'halfvec_' || metric || '_ops', 'bit_hamming_ops')
      and case x.indkey[0]
        when 0 then
          e.expression in (
            format('((%I)::%s)', embedding, e.type),
            format('((%s.binary_quantize(%I))::%s)', o.opcnamespace::regnamespace, embedding, e.type)
          )
        else
          x.indkey[0] = (
            select s.attnum from pg_attribute as s where s.attrelid = x.indrelid and s.attname = embedding
          )
      end
  ) as f
  left join pgmatch.index_tuning as t on t.index = f.full_name and t.build = f.build
  where f.is_whole
  order by f.kind = 'binary' and t.overfetch is null, f.kind, f.method, f.index
  limit 1;
  return _chosen;
end;
$$;

comment on function pgmatch.search_index is
  'The vector index that a search uses under a metric, and how to use it; nulls if none fits.';

select pgmatch.register('core', 'function', 'pgmatch.search_index', 'execute', 'execute');
