-- check_fusion: refuses weights and a constant with which two rankings cannot be fused.
--
-- Raises 22023 unless both weights are finite numbers of 0 or more, one of them above 0, and rrf_k is 1 or more.
create or replace function pgmatch.check_fusion(
  full_text_weight double precision,
  semantic_weight double precision,
  rrf_k integer
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if (full_text_weight >= 0 and semantic_weight >= 0 and greatest(full_text_weight, semantic_weight) > 0
      and greatest(full_text_weight, semantic_weight) < 'infinity') is not true then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format(
        'full_text_weight %s and semantic_weight %s are not valid weights',
        coalesce(full_text_weight::text, 'null'), coalesce(semantic_weight::text, 'null')
      ),
      hint = 'Pass finite numbers of 0 or more, at least one of them above 0.';
  elsif rrf_k is null or rrf_k < 1 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('rrf_k %s is not 1 or more', coalesce(rrf_k::text, 'null')),
      hint = 'Leave it out for 50. A low value favours the first places of each search.';
  end if;
end;
$$;

comment on function pgmatch.check_fusion is
  'Raises 22023 for weights and rrf_k with which two rankings cannot be fused.';

select pgmatch.register('core', 'function', 'pgmatch.check_fusion', 'execute', 'execute');
