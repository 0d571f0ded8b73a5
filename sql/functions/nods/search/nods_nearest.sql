-- nods_nearest: the sections nearest to a vector, best first. All searches of sections but match_page_sections use it.
--
-- Arguments and errors are those of search_page_sections. Runs as the caller: row level security applies.
--
-- pgmatch.nods_walk answers, which has plans for the session; with filter, pgmatch.nods_filtered does.
-- pgmatch.nearest says how they search, and pgmatch.metric_sql what similarity means under each metric.
create or replace function pgmatch.nods_nearest(
  query_embedding vector,
  match_threshold double precision,
  match_count integer,
  min_content_length integer,
  path_prefix text default null,
  page_type text default null,
  source text default null,
  meta jsonb default null,
  ef_search integer default null,
  probes integer default null,
  candidates integer default null,
  filter jsonb default null
)
returns table (id bigint, similarity double precision)
language plpgsql
stable
-- an underestimate: behind a policy, the planner takes a large tenant for a small one and would read all its rows to
-- join these
rows 1
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  -- every page passes {}, even one without metadata
  _meta constant jsonb := nullif(meta, '{}');
  _is_filtered constant boolean := pg_catalog.num_nonnulls(path_prefix, page_type, source, _meta) > 0;
  _pages constant bigint[] := case
    when _is_filtered then pgmatch.nods_few_pages(path_prefix, page_type, source, _meta)
  end;
  _is_many constant boolean := _is_filtered and _pages is null;
begin
  if nullif(filter, '{}') is not null then
    return query
    select f.id, f.similarity
    from pgmatch.nods_filtered(
      query_embedding, match_threshold, match_count, min_content_length,
      path_prefix, page_type, source, meta, filter, ef_search, probes, candidates
    ) as f;
    return;
  end if;
  return query
  select w.id, w.similarity
  from pgmatch.nods_walk(
    query_embedding,
    match_count,
    match_threshold,
    min_content_length,
    pages => _pages,
    path_prefix => case when _is_many then path_prefix end,
    page_type => case when _is_many then page_type end,
    source => case when _is_many then source end,
    meta => case when _is_many then _meta end,
    ef_search => ef_search,
    probes => probes,
    candidates => candidates,
    few => case when _is_many then false end
  ) as w;
end;
$$;

comment on function pgmatch.nods_nearest is
  'The sections nearest to a vector, best first: through the index, completed exactly if it ends early.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_nearest', 'execute', 'execute');
