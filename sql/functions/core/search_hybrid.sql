-- search_hybrid: the text of a made function that searches by words and by meaning.
--
-- Each search returns at most 4 times match_count rows, at least 40 and at most 10,000: a row further down adds so
-- little that it rarely changes the result. Supabase's guide takes 2 times match_count, and at most 30 rows.
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
  pgmatch_late constant text := {late};
  pgmatch_filter constant text := nullif(concat_ws(' and ',{filter} null), '');
  pgmatch_path constant text := {path};
  pgmatch_depth constant integer := {depth};
begin
  perform pgmatch.check_query(pgmatch_query, null, pgmatch_match_count, {dimensions}, {metric});
  perform pgmatch.check_scan(pgmatch_match_count, pgmatch_ef_search, pgmatch_probes, pgmatch_candidates);
  perform pgmatch.check_fusion(pgmatch_full_text_weight, pgmatch_semantic_weight, pgmatch_rrf_k);
  return query
  select {walked}{score}
  from pgmatch.fuse(
    case when pgmatch_full_text_weight > 0 then pgmatch.text_matches(
      null::{key_type}, {target_name}, {key_name}, {document},
      pgmatch.text_query({config}, pgmatch.question_text(pgmatch_query_text)), pgmatch_depth,
      pgmatch_late, pgmatch_filter, pgmatch_path
    ) end,
    case when pgmatch_semantic_weight > 0 then (
      select n.keys
      from pgmatch.nearest(
        null::{key_type}, {column}, pgmatch_query, pgmatch_depth, null, pgmatch_late, pgmatch_filter, pgmatch_path,
        pgmatch_ef_search, pgmatch_probes,
        case when pgmatch_candidates is not null then greatest(pgmatch_candidates, pgmatch_depth) end
      ) as n
    ) end,
    pgmatch_full_text_weight, pgmatch_semantic_weight, pgmatch_rrf_k, pgmatch_match_count
  ) as f
  cross join lateral (select {columns} from {target} as s where s.{key} = f.key limit 1) as w
  order by f.score desc, f.key;
end;
$text$,
    pgmatch.search_parts(search) || jsonb_build_object(
      'depth', case
        when search.contract is null then 'least(10000, greatest(40, 4 * pgmatch_match_count::bigint))'
        else '2 * pgmatch_match_count'
      end,
      'dimensions', pgmatch.dimensions_of(search.target, search.embedding),
      'metric', quote_literal(search.metric),
      'key_name', quote_literal(search.key),
      'document', quote_literal(pgmatch.search_document(search)),
      'config', quote_literal(search.text_config) || '::regconfig',
      'score', case when search.scored then ', f.score, f.full_text_rank, f.semantic_rank' end
    )
  )
$$;

comment on function pgmatch.search_hybrid is
  'The text of a made function that searches by words and by meaning.';

select pgmatch.register('core', 'function', 'pgmatch.search_hybrid');
