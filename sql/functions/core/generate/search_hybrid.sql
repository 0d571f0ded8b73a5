-- search_hybrid: the text of a made function that searches by words and by meaning.
--
-- pgmatch.hybrid_matches searches; the function of Supabase's guide goes as deep as the guide's own.
create or replace function pgmatch.search_hybrid(search pgmatch.search_function)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select pgmatch.fill(
    $text$
#variable_conflict use_column
{made_by}
declare{variables}
begin
  return query
  select {walked}{score}
  from pgmatch.hybrid_matches(
    null::{key_type},
    row(
      {column}, pgmatch_query, pgmatch_match_count, pgmatch_match_threshold, {always}, {late},
      nullif(concat_ws(' and ',{filter} null), ''), {path}
    ),
    {document}, pgmatch.text_query({config}, pgmatch.question_text(pgmatch_query_text)),
    pgmatch_full_text_weight, pgmatch_semantic_weight, pgmatch_rrf_k,
    pgmatch_ef_search, pgmatch_probes, pgmatch_candidates, {section}, {guide}
  ) as h
  cross join lateral unnest(h.keys, h.scores, h.full_text_ranks, h.semantic_ranks, h.similarities) with ordinality
    as f (key, score, full_text_rank, semantic_rank, similarity, place)
  cross join lateral (select {columns} from {target} as s where s.{key} = f.key limit 1) as w
  order by f.place;
end;
$text$,
    pgmatch.search_parts(search) || jsonb_build_object(
      'document', quote_literal(pgmatch.search_document(search)),
      'config', quote_literal(search.text_config) || '::regconfig',
      'guide', search.contract is not null,
      'score', case when search.scored then ', f.score, f.full_text_rank, f.semantic_rank, f.similarity' end
    )
  )
$$;

comment on function pgmatch.search_hybrid is
  'The text of a made function that searches by words and by meaning.';

select pgmatch.register('core', 'function', 'pgmatch.search_hybrid');
