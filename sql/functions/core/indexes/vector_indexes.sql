-- vector_indexes: the HNSW and IVFFlat indexes of a column, and how to write a query that uses each.
--
-- kind        'vector', 'halfvec' or 'binary': the type that the index stores
-- metric      'ip', 'cosine', 'l2' or 'l1'; null for binary, which counts the bits that differ
-- ordering    the ORDER BY expression, exactly as the planner has to see it, with the query vector as $1
-- lists       number of lists of an IVFFlat index
-- complete    valid, and without a WHERE clause
-- size        in bytes
-- ef_search, probes, overfetch: the stored settings of the index, see pgmatch.tune_index
--
-- Indexes on other expressions are left out.
create or replace function pgmatch.vector_indexes(target regclass, embedding name default 'embedding')
returns table (
  index regclass,
  method name,
  kind text,
  metric text,
  ordering text,
  lists integer,
  complete boolean,
  size bigint,
  ef_search integer,
  probes integer,
  overfetch double precision
)
language plpgsql
stable
rows 2
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select
    f.index,
    f.method,
    f.kind,
    case when f.kind <> 'binary' then f.distance end,
    format(
      '%s %s %s',
      f.expression,
      case f.kind
        when 'binary' then format('operator(%s.<~>)', f.extension_schema)
        else (pgmatch.metric_sql(f.distance)).operator
      end,
      format(
        case f.kind when 'binary' then '%s.binary_quantize($1)::%s' else '$1::%2$s' end, f.extension_schema, f.type_name
      )
    ),
    (select l.option_value::integer from pg_options_to_table(f.reloptions) as l where l.option_name = 'lists'),
    f.complete,
    case when f.is_partitioned
      then (select sum(pg_relation_size(p.relid))::bigint from pg_partition_tree(f.index) as p where p.isleaf)
      else pg_relation_size(f.index)
    end,
    t.ef_search,
    t.probes,
    t.overfetch
  from (
    select
      x.indexrelid::regclass as index,
      am.amname as method,
      c.reloptions,
      c.relkind = 'I' as is_partitioned,
      x.indisvalid and x.indpred is null as complete,
      case when o.opcname like 'bit%' then 'binary' else split_part(o.opcname, '_', 1) end as kind,
      split_part(o.opcname, '_', 2) as distance,
      o.opcnamespace::regnamespace::text as extension_schema,
      format_type(a.atttypid, a.atttypmod) as type_name,
      pg_get_indexdef(x.indexrelid, 1, false) as expression
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    inner join pg_am as am on am.oid = c.relam and am.amname in ('hnsw', 'ivfflat')
    inner join pg_opclass as o on o.oid = x.indclass[0]
    inner join pg_attribute as a on a.attrelid = x.indexrelid and a.attnum = 1
    where x.indrelid = vector_indexes.target
      and o.opcname ~ '^((vector|halfvec)_(ip|cosine|l2|l1)|bit_hamming)_ops$'
    -- without it, the columns above would be computed again for every use
    offset 0
  ) as f
  left join lateral pgmatch.tuning_of(f.index) as t on true
  where f.expression in (
    quote_ident(embedding),
    format('((%I)::%s)', embedding, f.type_name),
    format('((%s.binary_quantize(%I))::%s)', f.extension_schema, embedding, f.type_name)
  );
end;
$$;

comment on function pgmatch.vector_indexes is
  'The HNSW and IVFFlat indexes of a column: type, metric, size, tuning, and the ORDER BY that uses each.';

revoke all on function pgmatch.vector_indexes from public;
