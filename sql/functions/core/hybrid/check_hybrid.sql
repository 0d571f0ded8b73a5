-- check_hybrid: refuses the arguments of a hybrid search that are out of range.
--
-- Raises what pgmatch.check_arguments, check_scan and check_fusion raise.
create or replace function pgmatch.check_hybrid(
  question pgmatch.question,
  full_text_weight double precision,
  semantic_weight double precision,
  rrf_k integer,
  ef_search integer,
  probes integer,
  candidates integer
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pgmatch.check_arguments(
    question.target, question.embedding, question.query, question.match_threshold, question.match_count,
    question.metric
  );
  perform pgmatch.check_scan(question.match_count, ef_search, probes, candidates);
  perform pgmatch.check_fusion(full_text_weight, semantic_weight, rrf_k);
end;
$$;

comment on function pgmatch.check_hybrid is
  'Raises 22023 or 22000 if an argument of a hybrid search is out of range.';

select pgmatch.register('core', 'function', 'pgmatch.check_hybrid', 'execute', 'execute');
