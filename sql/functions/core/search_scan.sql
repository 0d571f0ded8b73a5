-- search_scan: how the fast path of a made function scans its index, behind the filters or without them.
--
-- parts  see pgmatch.search_walk
--
-- The settings are those of pgmatch.set_scan and pgmatch.put_back, but for HNSW without a call. They would take a tenth
-- of the time of a search. A binary index returns more rows than wanted; see pgmatch.walk also about ties, about the
-- stop for rows that are too short, and about filters.
--
-- The threshold is compared after the scan: one that cuts every row must not look like a scan that ended early. For the
-- + 0, see pgmatch.search_statement.
create or replace function pgmatch.search_scan(
  search pgmatch.search_function,
  chosen pgmatch.chosen_index,
  parts jsonb,
  is_filtered boolean
)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select pgmatch.fill(
    $text$
    pgmatch_wanted := {wanted};{set_scan}
    for {results}, {score}, pgmatch_is_complete in
      with walked as materialized (
        select {columns}, s.{key} as pgmatch_key, ({distance}) + 0::float8 as pgmatch_distance
        from {target} as s
        where s.{embedding} is not null{conditions}{filtered}
          and pgmatch.is_fast({is_fast})
        order by {ordering}
        fetch first (pgmatch_wanted) rows {ties}
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
    end if;$text$,
    parts || jsonb_build_object(
      'filtered', case when is_filtered then parts ->> 'filtered' end,
      'ordering', coalesce(chosen.ordering, parts ->> 'distance'),
      'score', case when search.scored then 'similarity' else 'pgmatch_similarity' end,
      'wanted', case
        when chosen.kind = 'binary' then format(
          'coalesce(pgmatch_candidates, least(100000, ceil(pgmatch_match_count * %s)))', coalesce(chosen.overfetch, 20)
        )
        when is_filtered then 'ceil(1.5 * pgmatch_match_count)'
        else 'pgmatch_match_count'
      end,
      'ties', case chosen.kind when 'binary' then 'only' else 'with ties' end,
      'set_scan', case when i.is_inline then format($text$
    pgmatch_iterative_scan := current_setting('hnsw.iterative_scan');
    pgmatch_earlier_ef_search := current_setting('hnsw.ef_search');
    pgmatch_new_ef_search := coalesce(
      pgmatch_ef_search, case pgmatch_earlier_ef_search when '40' then greatest(%s, least(pgmatch_wanted + 1, 1000)) end
    );
    if pgmatch_iterative_scan = 'off' then
      pgmatch_set := set_config('hnsw.iterative_scan', 'relaxed_order', true);
    end if;
    if pgmatch_new_ef_search <> pgmatch_earlier_ef_search then
      pgmatch_set := set_config('hnsw.ef_search', pgmatch_new_ef_search, true);
    end if;$text$, least(1000, coalesce(chosen.ef_search, 40) * case when is_filtered then 2 else 1 end))
        else format($text$
    pgmatch_before := pgmatch.set_scan(
      pgmatch.search_index(%L, %L, %L), pgmatch_wanted, pgmatch_ef_search, pgmatch_probes
    );$text$, search.target::text, search.embedding, search.metric)
      end,
      'put_back', case when i.is_inline then $text$
    if pgmatch_iterative_scan = 'off' then
      pgmatch_set := set_config('hnsw.iterative_scan', 'off', true);
    end if;
    if pgmatch_new_ef_search <> pgmatch_earlier_ef_search then
      pgmatch_set := set_config('hnsw.ef_search', pgmatch_earlier_ef_search, true);
    end if;$text$
        else $text$
    perform pgmatch.put_back(pgmatch_before);$text$
      end
    )
  )
  from (select chosen.method = 'hnsw' and chosen.other is null) as i (is_inline)
$$;

comment on function pgmatch.search_scan is
  'How the fast path of a made function scans its index, behind the filters or without them.';

select pgmatch.register('core', 'function', 'pgmatch.search_scan');
