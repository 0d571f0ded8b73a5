-- search_walk: the fast path in the text of a made function; null if no index fits.
--
-- The scan of the index is one statement, planned once a session, so all that it depends on is written into it. When
-- it plans, Postgres asks pgmatch.is_fast whether that still holds. If not, the scan returns no row, and the function
-- goes on to pgmatch.nearest. So it does for filters, for arguments that pgmatch.nearest refuses, and for so many rows
-- that comparing all is faster.
--
-- The threshold is compared after the scan: one that cuts every row must not look like a scan that ended early. For the
-- + 0, see pgmatch.search_statement.
create or replace function pgmatch.search_walk(search pgmatch.search_function)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _chosen constant pgmatch.chosen_index := pgmatch.search_index(search.target, search.embedding, search.metric);
  _choice constant text := pgmatch.search_choice(search.target, search.embedding, search.metric);
  _distance constant text := pgmatch.distance(search.target, search.embedding, search.metric);
begin
  if _chosen.index is null then
    return null;
  end if;
  return pgmatch.fill(
    $text$
  if pgmatch_match_count between 1 and 10000
    and {schema}.vector_dims(pgmatch_query) = {dimensions}
    and {schema}.vector_norm(pgmatch_query) {norm}
    and pgmatch_match_threshold is distinct from 'NaN'{no_filter} then{check_scan}{set_scan}
    for {results}, {score}, pgmatch_is_complete in
      with walked as materialized (
        select {columns}, s.{key} as pgmatch_key, ({distance}) + 0 as pgmatch_distance
        from {target} as s
        where s.{embedding} is not null{conditions}
          and pgmatch.is_fast({is_fast})
          and {wanted} <= pgmatch.most_to_walk({target_name})
        order by {ordering}
        fetch first ({wanted}) rows {ties}
      )
      select {walked}, {similarity}, (select true from walked offset pgmatch_match_count - 1 limit 1)
      from walked as w
      where w.pgmatch_distance <> 'NaN'
      order by w.pgmatch_distance, w.pgmatch_key
      limit pgmatch_match_count
    loop
      exit when pgmatch_is_complete is null or {score} <= pgmatch_match_threshold;
      return next;
    end loop;{put_back}
    if pgmatch_is_complete then
      return;
    end if;
  end if;
$text$,
    pgmatch.search_parts(search) || pgmatch.search_scan(search, _chosen) || jsonb_build_object(
      'dimensions', (
        select a.atttypmod from pg_attribute as a where a.attrelid = search.target and a.attname = search.embedding
      ),
      'norm', case
        -- a halfvec cannot hold a number beyond 65504
        when _chosen.kind = 'halfvec'
          then 'between ' || case search.metric when 'l2' then '0' else '1e-300' end || ' and 65504'
        -- a vector of zeros has no direction, but a distance
        when search.metric = 'l2' then '>= 0'
        else '> 0'
      end,
      'ordering', coalesce(_chosen.ordering, _distance),
      'score', case when search.scored then 'similarity' else 'pgmatch_similarity' end,
      'is_fast', format('%L, %L, %L, %L', search.target::text, search.embedding, search.metric, _choice)
    )
  );
end;
$$;

comment on function pgmatch.search_walk is
  'The fast path in the text of a made function; null if no index fits.';

select pgmatch.register('core', 'function', 'pgmatch.search_walk');
