-- nods_search_index: the vector index that a search walks, and how; nulls when none fits.
--
-- Fitting is an HNSW or IVFFlat index of the metric on the embeddings, on their halfvec expression or on their
-- binary_quantize expression, valid and without a WHERE clause. Of several the smallest kind is taken, because
-- it is the likeliest to be in memory: binary (once its over-fetch is measured), halfvec, vector; and HNSW
-- before IVFFlat.
--
-- ordering  what to order by when the index is on an expression, with the query vector as $1
-- other     an index of the other method for the same ordering, whole or partial: the planner may walk either
-- ef_search, probes, overfetch: what was measured to be right for the index, see pgmatch.tune_index
--
-- A part of every search. Therefore it does without most of what pgmatch.vector_indexes looks up, which
-- would take a quarter of a call's time.
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
      -- as pgmatch.tuning_of
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
      -- spares the other indexes the joins: what extensions define is numbered from here on
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
  'The vector index that a search walks under a metric, and how to walk it; nulls when none fits.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_search_index(text)', 'execute', 'execute');
