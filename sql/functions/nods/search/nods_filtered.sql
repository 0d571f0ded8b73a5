-- nods_filtered: the sections nearest to a vector behind a filter with operators, best first; see pgmatch.nods_nearest.
--
-- Its statements are planned at each call, because what they say depends on the filter.
create or replace function pgmatch.nods_filtered(
  query_embedding vector,
  match_threshold double precision,
  match_count integer,
  min_content_length integer,
  path_prefix text,
  page_type text,
  source text,
  meta jsonb,
  filter jsonb,
  ef_search integer,
  probes integer,
  candidates integer
)
returns table (id bigint, similarity double precision)
language plpgsql
stable
rows 1
set search_path from current
as $$
#variable_conflict use_variable
declare
  _pages constant bigint[] := pgmatch.nods_few_pages(path_prefix, page_type, source, meta, filter);
begin
  return query
  select n.id, n.similarity
  from pgmatch.nearest(
    null::bigint, 'nods_page_section', 'embedding', 'id',
    (select s.metric from pgmatch.search as s where s.line = 'nods'),
    query_embedding, match_count, match_threshold,
    late => pgmatch.nods_content_filter(min_content_length),
    always => 's.content is not null',
    filter => case
      when _pages is not null then pg_catalog.format('s.page_id = any(%L::bigint[])', _pages)
      -- looks up the page of each section that the scan returns, as pgmatch.nods_walks does
      else pg_catalog.format(
        '(select %s from nods_page as p where p.id = s.page_id)',
        coalesce(pgmatch.nods_page_filter(path_prefix, page_type, source, meta, filter), 'true')
      )
    end,
    path => current_setting('search_path'),
    ef_search => ef_search, probes => probes, candidates => candidates,
    few => case when _pages is null then false end
  ) as f
  cross join lateral unnest(f.keys, f.similarities) with ordinality as n (id, similarity, place)
  order by n.place;
end;
$$;

comment on function pgmatch.nods_filtered is
  'The sections nearest to a vector behind a filter with operators, best first.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_filtered', 'execute', 'execute');
