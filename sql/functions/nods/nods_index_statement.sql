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
  select pg_catalog.format(
    'create index %snods_page_section_embedding_hnsw_%s_idx on %s using hnsw (%s)',
    case
      when nods_index_statement.concurrently and exists (select from nods_page_section) then 'concurrently '
      else ''
    end,
    s.metric,
    pg_catalog.format('%I.%I', t.nspname, c.relname),
    case
      when a.atttypmod <= 2000 then pg_catalog.format('embedding %I.vector_%s_ops', n.nspname, s.metric)
      when a.atttypmod <= 4000
        then pg_catalog.format('(embedding::%I.halfvec(%s)) %1$I.halfvec_%3$s_ops', n.nspname, a.atttypmod, s.metric)
      else
        pg_catalog.format('(%I.binary_quantize(embedding)::bit(%s)) %1$I.bit_hamming_ops', n.nspname, a.atttypmod)
    end
  )
  from pgmatch.search as s
  inner join pg_class as c on c.oid = s.target::oid
  inner join pg_namespace as t on t.oid = c.relnamespace
  inner join pg_attribute as a on a.attrelid = c.oid and a.attname = s.embedding
  cross join pg_extension as e
  inner join pg_namespace as n on n.oid = e.extnamespace
  where s.line = 'nods'
    and e.extname = 'vector'
    and not exists (
      select from pgmatch.vector_indexes('nods_page_section') as v
      where v.complete and coalesce(v.metric, s.metric) = s.metric
    )
$$;

comment on function pgmatch.nods_index_statement is
  'The create index statement for the line''s vector index, or null if a fitting index exists.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_index_statement');
