-- nods_vector_index: the index that a search uses, and how a query must be written to meet it.
--
-- ordering   the indexed expression, exactly as the planner has to see it
-- operator   the distance operator of the recorded metric
-- query_type what the query vector is cast to, for example halfvec(3072)
-- method     'hnsw' or 'ivfflat'; lists is the number of an IVFFlat index's lists, else null
--
-- Of several fitting indexes the smallest is taken: it is the likeliest to be in memory. One row;
-- without a fitting index, index_name and method are null and the ordering is the bare column.
create or replace function pgmatch.nods_vector_index()
returns table (index_name text, method text, ordering text, operator text, query_type text, lists integer)
language sql
stable
rows 1
set search_path from current
as $$
  select
    x.index_name,
    x.method,
    coalesce(x.ordering, 'embedding'),
    o.operator,
    coalesce(x.query_type, 'vector'),
    x.lists
  from pgmatch.install as i
  cross join lateral (
    select case i.metric when 'ip' then '<#>' when 'cosine' then '<=>' else '<->' end as operator
  ) as o
  left join lateral (
    select
      c.relname as index_name,
      am.amname as method,
      pg_get_indexdef(x.indexrelid, 1, false) as ordering,
      format_type(a.atttypid, a.atttypmod) as query_type,
      (
        select l.option_value::integer from pg_options_to_table(c.reloptions) as l where l.option_name = 'lists'
      ) as lists
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    inner join pg_am as am on am.oid = c.relam and am.amname in ('hnsw', 'ivfflat')
    inner join pg_opclass as op on op.oid = x.indclass[0]
    inner join pg_attribute as a on a.attrelid = x.indexrelid and a.attnum = 1
    where x.indrelid = 'nods_page_section'::regclass
      and x.indisvalid
      and x.indpred is null
      and op.opcname in ('vector_' || i.metric || '_ops', 'halfvec_' || i.metric || '_ops')
      and pg_get_indexdef(x.indexrelid, 1, false) ~ '^(embedding|\(\(embedding\)::([a-z_"]+\.)?halfvec\([0-9]+\)\))$'
    order by pg_relation_size(x.indexrelid), x.indexrelid
    limit 1
  ) as x on true
  where i.line = 'nods'
$$;

comment on function pgmatch.nods_vector_index() is
  'The smallest valid vector index on nods_page_section.embedding that fits the recorded metric, one row.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_vector_index()', 'execute', 'execute');
