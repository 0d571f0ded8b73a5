-- model_vector_index: the vector index of the second column, as pgmatch.index_statement chooses it: its name, and what
-- follows the name of the table in the statement that builds it.
create or replace function pgmatch.model_vector_index(change pgmatch.model_change, out name text, out definition text)
returns record
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    pgmatch.suffixed_name(format('%s_%s', c.relname, change.second), format('_hnsw_%s_idx', change.metric)),
    format(
      'using hnsw (%s)',
      case
        when a.atttypmod <= case t.typname when 'vector' then 2000 else 4000 end
          then format('%I %I.%s_%s_ops', a.attname, n.nspname, t.typname, change.metric)
        when a.atttypmod <= 4000
          then format('(%I::%I.halfvec(%s)) %2$I.halfvec_%4$s_ops', a.attname, n.nspname, a.atttypmod, change.metric)
        else format('(%2$I.binary_quantize(%1$I)::bit(%3$s)) %2$I.bit_hamming_ops', a.attname, n.nspname, a.atttypmod)
      end
    )
  from pg_class as c
  inner join pg_attribute as a on a.attrelid = c.oid and a.attname = change.second
  inner join pg_type as t on t.oid = a.atttypid
  inner join pg_namespace as n on n.oid = t.typnamespace
  where c.oid = change.target
$$;

comment on function pgmatch.model_vector_index is
  'The vector index of the second column, as pgmatch.index_statement chooses it.';

revoke all on function pgmatch.model_vector_index from public;
