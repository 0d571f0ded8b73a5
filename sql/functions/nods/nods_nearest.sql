-- nods_nearest: the sections nearest to a vector, best first. Every search runs through it.
--
-- Arguments and errors are those of search_page_sections. Runs as the caller: row level security applies.
--
-- similarity, higher is nearer, is computed from the distance of the stored vectors under the recorded metric:
-- ip      the inner product, -infinity to infinity; -1 to 1 for vectors of length 1
-- cosine  1 - distance, -1 to 1
-- l2      1 / (1 + distance), above 0 to 1
--
-- 1. Filters on pages and policies can leave so few sections that an index scan would take long to find them. So the
--    remaining sections are counted first. Up to about 12 times the square root of the number of rows, they are
--    compared exactly: pgmatch.nods_few_sections, pgmatch.nods_compare.
-- 2. Otherwise, the index is scanned: pgmatch.nods_walk_index orders by the bare operator, ascending, with a limit. It
--    leaves out the threshold, because one that no row reaches would make the scan long. The rows are then ordered by
--    their stored vectors, and ties by id; before PostgreSQL 17, a second sort column would keep the index from being
--    used.
-- 3. If the scan ends without k rows (filters, policies, pgvector's own bounds), all sections that pass the filters are
--    compared exactly, up to 100,000; with more, it raises 54000. So only a row that the approximate scan skipped can
--    be missing.
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
declare
  _metric constant text := (select s.metric from pgmatch.search as s where s.line = 'nods');
  _is_filtered constant boolean :=
    pgmatch.nods_page_filter(path_prefix, page_type, source, meta) is not null or pgmatch.nods_has_policies();
  _tenant text;
  _sections bigint[];
  _is_complete boolean;
  _ids bigint[];
  _distances double precision[];
begin
  perform pgmatch.nods_check_query(query_embedding, match_threshold, match_count);
  if coalesce(ef_search, probes, candidates) is not null then
    perform pgmatch.nods_check_scan(match_count, ef_search, probes, candidates);
  end if;

  if _is_filtered then
    _tenant := pgmatch.nods_tenant();
    -- without the filter by length, which needs the rows themselves
    _sections := pgmatch.nods_few_sections(null, path_prefix, page_type, source, meta, _tenant);
  end if;
  if _sections is null then
    select w.ids, w.distances, w.is_complete, w.sections into _ids, _distances, _is_complete, _sections
    from pgmatch.nods_walk_index(
      query_embedding, _metric, match_count, min_content_length, path_prefix, page_type, source, meta,
      _tenant, _is_filtered, ef_search, probes, candidates
    ) as w;
  end if;
  if _is_complete is not true then
    select c.ids, c.distances into _ids, _distances
    from pgmatch.nods_compare(
      query_embedding, _metric, match_count, min_content_length, path_prefix, page_type, source, meta, _tenant,
      _sections
    ) as c;
  end if;

  return query
  select n.id, n.similarity
  from (
    select
      u.id,
      u.distance,
      case _metric when 'ip' then 0 - u.distance when 'cosine' then 1 - u.distance else 1 / (1 + u.distance) end
        as similarity
    from unnest(_ids, _distances) as u (id, distance)
    where u.distance <> 'NaN'
    order by u.distance, u.id
    limit match_count
  ) as n
  where match_threshold is null or n.similarity > match_threshold
  order by n.distance, n.id;
end;
$$;

comment on function
pgmatch.nods_nearest(vector, double precision, integer, integer, text, text, text, jsonb, integer, integer, integer) is
  'The sections nearest to a vector, best first: through the index, completed exactly if it ends early.';

select pgmatch.register(
  'nods',
  'function',
  'pgmatch.nods_nearest'
  '(vector, double precision, integer, integer, text, text, text, jsonb, integer, integer, integer)',
  'execute',
  'execute'
);
