-- collections_index_parts: the name of an index as vecs gives it, and the rest of the statement that builds it.
--
-- vecs finds indexes by names that start with ix_vector. Those of other kinds have other names, because the statements
-- of vecs cannot use them.
--
-- n_lists  null for the number that vecs chooses; counts the records
create or replace function pgmatch.collections_index_parts(
  target regclass,
  metric text,
  method text,
  m integer,
  ef_construction integer,
  n_lists integer,
  kind text,
  out name text,
  out definition text
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _schema constant text := (select e.extnamespace::regnamespace from pg_extension as e where e.extname = 'vector');
  _class constant text := case kind when 'binary' then 'bit_hamming_ops' else kind || '_' || metric || '_ops' end;
  _column constant text := format(
    case kind
      when 'vector' then 'vec'
      when 'halfvec' then '(vec::%1$s.halfvec(%2$s))'
      else '(%1$s.binary_quantize(vec)::bit(%2$s))'
    end,
    _schema, pgmatch.dimensions_of(target, 'vec')
  );
  _rows bigint;
begin
  if method = 'ivfflat' and n_lists is null then
    _rows := pgmatch.row_count(target);
    n_lists := case when _rows < 1000000 then greatest(_rows / 1000, 30) else least(trunc(sqrt(_rows)), 32768) end;
  end if;
  name := format(
    case method when 'ivfflat' then 'ix_%1$s_ivfflat_nl%2$s_%5$s' else 'ix_%1$s_hnsw_m%3$s_efc%4$s_%5$s' end,
    _class, n_lists, coalesce(m, 16), coalesce(ef_construction, 64), left(gen_random_uuid()::text, 7)
  );
  definition := format(
    case method
      when 'ivfflat' then 'using ivfflat (%1$s %2$s.%3$s) with (lists = %4$s)'
      else 'using hnsw (%1$s %2$s.%3$s) with (m = %5$s, ef_construction = %6$s)'
    end,
    _column, _schema, _class, n_lists, coalesce(m, 16), coalesce(ef_construction, 64)
  );
end;
$$;

comment on function pgmatch.collections_index_parts is
  'The name of an index of a collection as vecs gives it, and the rest of the statement that builds it.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_index_parts');
