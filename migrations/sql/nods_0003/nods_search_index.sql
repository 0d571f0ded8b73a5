-- nods_search_index: the vector index that a search uses, and how; nulls if none fits.
--
-- An index fits if it is HNSW or IVFFlat, has the metric, is valid, has no WHERE clause, and is on the embeddings, on
-- their halfvec expression or on their binary_quantize expression. Of several, it takes the smallest kind, because
-- that is most likely to be in memory: binary (once its overfetch is measured), halfvec, vector; and HNSW before
-- IVFFlat.
--
-- ordering  the ORDER BY expression if the index is on an expression, with the query vector as $1
-- other     an index of the other method for the same ordering, whole or partial: the planner may choose either
-- ef_search, probes, overfetch: the stored settings of the index, see pgmatch.tune_index
--
-- Every search calls it, so it skips most of what pgmatch.vector_indexes looks up, which would take a quarter of the
-- time of a call.
create or replace function pgmatch.nods_search_index(
  metric text,
  out index regclass,
  out method name,
  out kind text,
  out ordering text,
  out other regclass,
  out ef_search integer,
  out probes integer,
  out overfetch double precision
)
language plpgsql
stable
set search_path from current
as $$
begin
  select f.index, f.method, f.kind, f.ordering, f.other, t.ef_search, t.probes, t.overfetch
  into index, method, kind, ordering, other, ef_search, probes, overfetch
  from (
    select
      x.indexrelid as index,
      am.amname as method,
      k.kind,
      e.expression || case
        when k.kind = 'binary' then ' <~> binary_quantize($1)::'
        else case metric when 'ip' then ' <#> ' when 'cosine' then ' <=> ' else ' <-> ' end || '$1::'
      end || e.type as ordering,
      case am.amname
        when 'hnsw' then max(x.indexrelid) filter (where am.amname = 'ivfflat') over (partition by k.kind)
        else max(x.indexrelid) filter (where am.amname = 'hnsw') over (partition by k.kind)
      end as other,
      x.indpred is null as is_whole,
      -- as in pgmatch.tuning_of
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
    where x.indrelid = 'nods_page_section'::regclass
      and x.indisvalid
      -- extensions' objects have oids from here on: saves the joins for other indexes
      and x.indclass[0] >= 16384
      and o.opcname in ('vector_' || metric || '_ops', 'halfvec_' || metric || '_ops', 'bit_hamming_ops')
      and case x.indkey[0]
        when 0 then
          e.expression in ('((embedding)::' || e.type || ')', '((binary_quantize(embedding))::' || e.type || ')')
        else
          x.indkey[0] = (
            select s.attnum from pg_attribute as s where s.attrelid = x.indrelid and s.attname = 'embedding'
          )
      end
  ) as f
  left join pgmatch.index_tuning as t on t.index = f.full_name and t.build = f.build
  where f.is_whole
  order by f.kind = 'binary' and t.overfetch is null, f.kind, f.method, f.index
  limit 1;
end;
$$;

comment on function pgmatch.nods_search_index(text) is
  'The vector index that a search uses under a metric, and how to use it; nulls if none fits.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_search_index(text)', 'execute', 'execute');
