-- nods_nearest: the sections nearest to a vector, best first. The one place where a search is done.
--
-- 1. The index is walked: ordered by the bare operator ascending and limited, with the threshold left
--    out, so that a threshold nobody reaches does not make the walk long. Ties are broken by id
--    afterwards: before PostgreSQL 17 a second column to sort by loses the index.
-- 2. When the walk ends early (filters, policies, pgvector's own bounds) although further sections
--    might match, an exact pass over the filtered sections follows, over at most 100,000 of them;
--    with more it raises 54000. So what is missing is never cut off by a bound: only a row that the
--    approximate walk passed by can be absent.
--
-- similarity is that of the stored vectors, whatever type the index holds. Runs as the caller: row
-- level security applies. Further errors: see pgmatch.nods_check_query.
create or replace function pgmatch.nods_nearest(
  embedding vector,
  match_threshold double precision,
  match_count integer,
  min_content_length integer
)
returns table (id bigint, similarity double precision)
language plpgsql
stable
rows 10
set search_path from current
-- the planner prices the scan below a sort without the vectors that lie out of line; the walk needs no sort
set enable_sort = off
-- before PostgreSQL 18 the price of a disabled node would set off compilation
set jit = off
as $$
declare
  _most_candidates constant integer := 100000;
  _filter constant text :=
    's.embedding is not null and s.content is not null and ($3 is null or length(s.content) >= $3)';
  _arrays constant text :=
    'array_agg(n.id order by n.distance, n.id) filter (where n.distance <> ''NaN''),'
    ' array_agg(pgmatch.nods_similarity(n.distance, $4) order by n.distance, n.id)'
    ' filter (where n.distance <> ''NaN'')';
  _metric text := (select i.metric from pgmatch.install as i where i.line = 'nods');
  _index record;
  _before jsonb;
  _candidates bigint;
  _ids bigint[];
  _similarities double precision[];
begin
  perform pgmatch.nods_check_query(embedding, match_threshold, match_count);
  select v.* into strict _index from pgmatch.nods_vector_index() as v;

  _before := pgmatch.nods_set_scan(_index.method, _index.lists, match_count);
  execute format(
    'with walked as materialized ('
    ' select s.id, s.embedding %2$s $1 as distance from nods_page_section as s where %4$s'
    ' order by %1$s %2$s $1::%3$s fetch first $2 rows with ties),'
    ' nearest as (select w.id, w.distance from walked as w order by w.distance, w.id limit $2)'
    ' select %5$s from nearest as n',
    _index.ordering, _index.operator, _index.query_type, _filter, _arrays
  )
  into _ids, _similarities
  using embedding, match_count, min_content_length, _metric;
  perform set_config(b.key, b.value, true) from jsonb_each_text(_before) as b;

  -- a walk that has come down to the threshold has seen all that can match
  if coalesce(cardinality(_ids), 0) < match_count
    and coalesce(_similarities[cardinality(_similarities)] > match_threshold, true)
    and _index.method is not null
  then
    perform set_config('enable_sort', 'on', true);
    -- distances are worked out before they are sorted, else the planner would take the index again
    execute format(
      'with candidate as materialized ('
      ' select s.id, s.embedding %1$s $1 as distance from nods_page_section as s where %2$s limit %3$s),'
      ' nearest as (select c.id, c.distance from candidate as c order by c.distance, c.id limit $2)'
      ' select %4$s, (select count(*) from candidate) from nearest as n',
      _index.operator, _filter, _most_candidates + 1, _arrays
    )
    into _ids, _similarities, _candidates
    using embedding, match_count, min_content_length, _metric;

    if _candidates > _most_candidates then
      raise exception using
        errcode = 'program_limit_exceeded',
        message = format(
          'the index gave fewer than %s rows, and more than %s sections are left to compare',
          match_count, _most_candidates
        ),
        hint = 'Ask for fewer rows, or let the walk go on for longer: set hnsw.max_scan_tuples = 200000;';
    end if;
  end if;

  return query
  select u.id, u.similarity
  from unnest(_ids, _similarities) with ordinality as u (id, similarity, place)
  where match_threshold is null or u.similarity > match_threshold
  order by u.place;
end;
$$;

comment on function pgmatch.nods_nearest(vector, double precision, integer, integer) is
  'The sections nearest to a vector, best first: through the index, completed exactly where it ends early.';

select pgmatch.register(
  'nods',
  'function',
  'pgmatch.nods_nearest(vector, double precision, integer, integer)',
  'execute',
  'execute'
);
