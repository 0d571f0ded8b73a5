-- nods_index_statement: the statement that builds the line's vector index; null if one already fits.
--
-- HNSW on the column itself up to 2,000 dimensions, pgvector's limit for `vector`; on its halfvec expression up to
-- 4,000; above that on its signs, one bit per dimension. Names are qualified, so the statement runs under any
-- search_path. An empty table is not indexed concurrently, because nobody has to wait.
create or replace function pgmatch.nods_index_statement(concurrently boolean)
returns text
language sql
stable
set search_path from current
as $$
  select format(
    'create index %snods_page_section_embedding_hnsw_%s_idx on %I.nods_page_section using hnsw (%s)',
    case
      when nods_index_statement.concurrently and exists (select from nods_page_section) then 'concurrently '
      else ''
    end,
    i.metric,
    i.schema_name,
    case
      when i.dimensions <= 2000 then format('embedding %I.vector_%s_ops', n.nspname, i.metric)
      when i.dimensions <= 4000
        then format('(embedding::%I.halfvec(%s)) %1$I.halfvec_%3$s_ops', n.nspname, i.dimensions, i.metric)
      else
        format('(%I.binary_quantize(embedding)::bit(%s)) %1$I.bit_hamming_ops', n.nspname, i.dimensions)
    end
  )
  from pgmatch.install as i
  cross join pg_extension as e
  inner join pg_namespace as n on n.oid = e.extnamespace
  where i.line = 'nods'
    and e.extname = 'vector'
    and not exists (
      select from pgmatch.vector_indexes('nods_page_section') as v
      where v.complete and coalesce(v.metric, i.metric) = i.metric
    )
$$;

comment on function pgmatch.nods_index_statement(boolean) is
  'The create index statement for the line''s vector index, or null if a fitting index exists.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_index_statement(boolean)');
