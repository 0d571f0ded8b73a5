-- check_scan: refuses values out of range for the arguments that control an index scan.
--
-- Raises 22023 for ef_search outside 1 to 1000, probes outside 1 to 32768 (pgvector's ranges), and candidates outside
-- match_count to 100000. Null means not given.
create or replace function pgmatch.check_scan(
  match_count integer,
  ef_search integer,
  probes integer,
  candidates integer
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if ef_search not between 1 and 1000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('ef_search %s is not between 1 and 1000', ef_search),
      hint = 'Leave it out, or pass how many candidates the search of an HNSW index keeps.';
  end if;
  if probes not between 1 and 32768 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('probes %s is not between 1 and 32768', probes),
      hint = 'Leave it out, or pass how many lists of an IVFFlat index to search.';
  end if;
  if candidates not between match_count and 100000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('candidates %s is not between match_count, %s, and 100000', candidates, match_count),
      hint = 'Leave it out, or pass how many rows of a binary index to compare by their stored vectors.';
  end if;
end;
$$;

comment on function pgmatch.check_scan is
  'Raises 22023 for ef_search, probes or candidates out of range.';

select pgmatch.register('core', 'function', 'pgmatch.check_scan', 'execute', 'execute');
