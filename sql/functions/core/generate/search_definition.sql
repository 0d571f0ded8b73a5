-- search_definition: the statement that makes the function that a row of pgmatch.search_function declares.
--
-- Its text qualifies every name, and only the owner's conditions are read on the owner's path. So nobody who may create
-- functions or operators in a schema on that path changes what the rest of the text means.
create or replace function pgmatch.search_definition(search pgmatch.search_function)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _parts constant jsonb := pgmatch.search_parts(search);
  _body constant text := case when search.words is not null then pgmatch.search_hybrid(search) else pgmatch.fill(
    $text$
#variable_conflict use_column
{made_by}
declare{variables}
  pgmatch_wanted integer;
  pgmatch_set text;
  pgmatch_iterative_scan text;
  pgmatch_earlier_ef_search text;
  pgmatch_max_scan_tuples text;
  pgmatch_before pgmatch.setting[];
  pgmatch_similarity double precision;
  pgmatch_walked bigint;
  pgmatch_is_few boolean;
  pgmatch_keys {key_type}[];
  pgmatch_similarities double precision[];
begin{everything}{walk}
  select n.keys, n.similarities into pgmatch_keys, pgmatch_similarities
  from pgmatch.nearest(
    null::{key_type}, {column}, pgmatch_query, pgmatch_match_count, pgmatch_match_threshold,
    late => {late},
    always => {always},
    filter => nullif(concat_ws(' and ',{filter} null), ''),
    path => {path},
    ef_search => pgmatch_ef_search, probes => pgmatch_probes, candidates => pgmatch_candidates,
    -- not to scan the index again, unless its scan had an earlier stop
    few => coalesce(
      pgmatch_few, case when pgmatch_walked is not null and pgmatch_min_content_length is null then true end
    )
  ) as n;
  return query
  select {walked}{score}
  from unnest(pgmatch_keys, pgmatch_similarities) with ordinality as n (key, similarity, place)
  cross join lateral (select {columns} from {target} as s where s.{key} = n.key limit 1) as w
  order by n.place;
end;
$text$,
    _parts || jsonb_build_object(
      'everything', concat(pgmatch.search_everything(search), pgmatch.search_sections(search)),
      'walk', pgmatch.search_walk(search),
      'score', case when search.scored then ', n.similarity' end
    )
  ) end;
begin
  return pgmatch.fill(
    $text$
create or replace function {name}(
  {arguments}
)
returns table ({returned})
language plpgsql
stable
rows 10
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
set enable_seqscan = off
set jit = off{settings}
as {body}
$text$,
    _parts || jsonb_build_object('body', quote_literal(_body))
  );
end;
$$;

comment on function pgmatch.search_definition is
  'The statement that makes the function that a row of pgmatch.search_function declares.';

select pgmatch.register('core', 'function', 'pgmatch.search_definition');
