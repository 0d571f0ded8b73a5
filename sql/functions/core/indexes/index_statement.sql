-- index_statement: the statement that builds the vector index of a recorded column; null if one already fits.
--
-- HNSW on the column itself up to pgvector's limit: 2,000 dimensions, 4,000 for halfvec. A longer vector is indexed as
-- halfvec up to 4,000 dimensions, above that by its signs, one bit per dimension. Names are qualified, so the statement
-- runs under any search_path. An empty table is not indexed concurrently, because nobody has to wait.
create or replace function pgmatch.index_statement(target regclass, embedding name, concurrently boolean)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _metric constant text := (
    select s.metric from pgmatch.search as s
    where s.target = index_statement.target and s.embedding = index_statement.embedding
  );
  _dimensions constant integer := pgmatch.dimensions_of(target, embedding);
  _has_rows boolean;
begin
  if exists (
    select 1 from pgmatch.vector_indexes(target, embedding) as v
    where v.complete and coalesce(v.metric, _metric) = _metric
  ) then
    return null;
  end if;
  execute format('select exists (select 1 from %s)', target) into _has_rows;
  return (
    select format(
      'create index %s%I on %s using hnsw (%s)',
      case when index_statement.concurrently and _has_rows then 'concurrently ' else '' end,
      format('%s_%s_hnsw_%s_idx', c.relname, embedding, _metric),
      pgmatch.full_name(target),
      case
        when _dimensions <= case t.typname when 'vector' then 2000 else 4000 end
          then format('%I %I.%s_%s_ops', embedding, n.nspname, t.typname, _metric)
        when _dimensions <= 4000
          then format('(%I::%I.halfvec(%s)) %2$I.halfvec_%4$s_ops', embedding, n.nspname, _dimensions, _metric)
        else format('(%2$I.binary_quantize(%1$I)::bit(%3$s)) %2$I.bit_hamming_ops', embedding, n.nspname, _dimensions)
      end
    )
    from pg_class as c
    inner join pg_attribute as a on a.attrelid = c.oid and a.attname = embedding
    inner join pg_type as t on t.oid = a.atttypid
    inner join pg_namespace as n on n.oid = t.typnamespace
    where c.oid = target
  );
end;
$$;

comment on function pgmatch.index_statement is
  'The create index statement for the vector index of a recorded column, or null if a fitting index exists.';

select pgmatch.register('core', 'function', 'pgmatch.index_statement');
