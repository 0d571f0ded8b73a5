-- collections_describe: the summary of one collection.
create or replace function pgmatch.collections_describe(target regclass)
returns collection_summary
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    c.relname::text,
    pgmatch.dimensions_of(target, 'vec'),
    pgmatch.collections_records(target),
    x.name::text,
    x.measure,
    x.method::text,
    -- nobody learns about the records of others
    case when pgmatch.collections_sees_all(target) then pg_total_relation_size(target) end
  from pg_class as c
  left join lateral (
    select
      i.relname as name,
      m.amname as method,
      case split_part(o.opcname, '_', 2)
        when 'cosine' then 'cosine_distance'
        when 'l2' then 'l2_distance'
        when 'ip' then 'max_inner_product'
        when 'l1' then 'l1_distance'
      end as measure
    from pg_index as p
    inner join pg_class as i on i.oid = p.indexrelid
    inner join pg_am as m on m.oid = i.relam and m.amname in ('hnsw', 'ivfflat')
    inner join pg_opclass as o on o.oid = p.indclass[0]
    where p.indrelid = c.oid and p.indisvalid and p.indpred is null
    -- that of vecs first
    order by not starts_with(i.relname::text, 'ix_vector'), i.relname
    limit 1
  ) as x on true
  where c.oid = target::oid
$$;

comment on function pgmatch.collections_describe is
  'The summary of one collection.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_describe', 'execute', 'execute');
