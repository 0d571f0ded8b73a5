-- nods_walk: the first sections that a scan of an index on the vectors themselves returns, and their distances.
--
-- The frequent case of pgmatch.nods_walk_index: no filters on pages and no conversion of the vectors, so the statements
-- can be planned once per session. With 30,000 rows of 1536 dimensions, planning takes about a third as long as the
-- scan. It repeats the settings of its caller, because a cached plan must not depend on them.
-- pgmatch.nods_section_filter says why the length is tested twice.
create or replace function pgmatch.nods_walk(
  query_embedding vector,
  metric text,
  min_content_length integer,
  wanted integer,
  out ids bigint[],
  out distances double precision[]
)
returns record
language plpgsql
stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_sort = off
set enable_seqscan = off
set jit = off
as $$
begin
  if metric = 'ip' then
    select array_agg(w.id), array_agg(w.distance) into ids, distances
    from (
      select s.id, s.embedding <#> query_embedding as distance
      from nods_page_section as s
      where s.embedding is not null
        and octet_length(s.content) >= min_content_length
        and length(s.content) >= min_content_length
      order by s.embedding <#> query_embedding
      fetch first (wanted) rows with ties
    ) as w;
  elsif metric = 'cosine' then
    select array_agg(w.id), array_agg(w.distance) into ids, distances
    from (
      select s.id, s.embedding <=> query_embedding as distance
      from nods_page_section as s
      where s.embedding is not null
        and octet_length(s.content) >= min_content_length
        and length(s.content) >= min_content_length
      order by s.embedding <=> query_embedding
      fetch first (wanted) rows with ties
    ) as w;
  else
    select array_agg(w.id), array_agg(w.distance) into ids, distances
    from (
      select s.id, s.embedding <-> query_embedding as distance
      from nods_page_section as s
      where s.embedding is not null
        and octet_length(s.content) >= min_content_length
        and length(s.content) >= min_content_length
      order by s.embedding <-> query_embedding
      fetch first (wanted) rows with ties
    ) as w;
  end if;
end;
$$;

comment on function pgmatch.nods_walk(vector, text, integer, integer) is
  'The first sections that a scan of an index on the vectors themselves returns, and their distances.';

select pgmatch.register(
  'nods', 'function', 'pgmatch.nods_walk(vector, text, integer, integer)', 'execute', 'execute'
);
