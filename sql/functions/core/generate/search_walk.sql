-- search_walk: the fast path in the text of a made function; null if no index fits.
--
-- The scan of the index is one statement, planned once a session, so all that it depends on is written into it. When
-- it plans, Postgres asks pgmatch.is_fast whether that still holds. If not, the scan returns no row, and the function
-- goes on to pgmatch.nearest. So it does for filters at once that are in no set of pgmatch.search_filter_sets, for
-- arguments that pgmatch.nearest refuses, and for so many rows that comparing all is faster.
create or replace function pgmatch.search_walk(search pgmatch.search_function)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _chosen constant pgmatch.chosen_index := pgmatch.search_index(search.target, search.embedding, search.metric);
  _parts jsonb;
begin
  if _chosen.index is null then
    return null;
  end if;
  _parts := pgmatch.search_parts(search) || jsonb_build_object(
    'is_fast', format(
      '%L, %L, %L, %L',
      search.target::text,
      search.embedding,
      search.metric,
      pgmatch.search_choice(search.target, search.embedding, search.metric)
    )
  );
  return pgmatch.fill(
    $text$
  if pgmatch_match_count between 1 and 10000
    and {schema}.vector_dims(pgmatch_query) = {dimensions}
    and {schema}.vector_norm(pgmatch_query) {norm}
    and pgmatch_match_threshold is distinct from 'NaN' then
    -- one that comes from a table is read from its storage here, not once a row
    pgmatch_query := pgmatch_query::{schema}.vector({dimensions});{check_scan}{answer}
  end if;
$text$,
    _parts || jsonb_build_object(
      'dimensions', pgmatch.dimensions_of(search.target, search.embedding),
      'norm', case
        -- a halfvec cannot hold a number beyond 65504
        when _chosen.kind = 'halfvec'
          then 'between ' || case when search.metric in ('l2', 'l1') then '0' else '1e-300' end || ' and 65504'
        -- a vector of zeros has no direction, but a distance
        when search.metric in ('l2', 'l1') then '>= 0'
        else '> 0'
      end,
      'answer', coalesce(
        pgmatch.search_filtered(search, _chosen, _parts), pgmatch.search_scan(search, _chosen, _parts, false)
      )
    )
  );
end;
$$;

comment on function pgmatch.search_walk is
  'The fast path in the text of a made function; null if no index fits.';

select pgmatch.register('core', 'function', 'pgmatch.search_walk');
