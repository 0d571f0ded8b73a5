-- nods_nearest: the sections nearest to a vector, best first. All searches of sections but match_page_sections use it.
--
-- Arguments and errors are those of search_page_sections. Runs as the caller: row level security applies.
--
-- Without filters, pgmatch.nods_walk answers, which has a plan for the session; behind filters, pgmatch.nearest. It
-- says how both search, and pgmatch.metric_sql what similarity means under each metric.
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
  candidates integer default null
)
returns table (id bigint, similarity double precision)
language plpgsql
stable
-- an underestimate: behind a policy, the planner takes a large tenant for a small one and would read all its rows to
-- join these
rows 1
set search_path from current
as $$
begin
  if pg_catalog.num_nonnulls(path_prefix, page_type, source, meta) = 0 then
    return query
    select w.id, w.similarity
    from pgmatch.nods_walk(
      query_embedding, match_count, match_threshold, min_content_length, ef_search, probes, candidates
    ) as w;
    return;
  end if;

  return query
  select n.key, n.similarity
  from pgmatch.nods_section_filter(path_prefix, page_type, source, meta) as f
  cross join lateral pgmatch.nearest(
    null::bigint,
    'nods_page_section',
    'embedding',
    'id',
    (select s.metric from pgmatch.search as s where s.line = 'nods'),
    query_embedding,
    match_count,
    match_threshold,
    late => pgmatch.nods_content_filter(min_content_length),
    filter => f.filter,
    path => current_setting('search_path'),
    ef_search => ef_search,
    probes => probes,
    candidates => candidates,
    always => 's.content is not null',
    few => f.few
  ) as r
  cross join lateral unnest(r.keys, r.similarities) with ordinality as n (key, similarity, place)
  order by n.place;
end;
$$;

comment on function pgmatch.nods_nearest is
  'The sections nearest to a vector, best first: through the index, completed exactly if it ends early.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_nearest', 'execute', 'execute');
