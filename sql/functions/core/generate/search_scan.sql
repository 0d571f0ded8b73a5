-- search_scan: how the fast path of a made function scans its index, behind the filters or without them.
--
-- parts  see pgmatch.search_walk
--
-- The settings are those of pgmatch.set_scan and pgmatch.put_back, but for HNSW without a call, and in few expressions,
-- because each takes time to set up. A binary index returns more rows than wanted; see pgmatch.walk also about ties,
-- about the stop for rows that are too short, about filters, and about counts for which comparing all rows is faster.
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
    $text${set_wanted}{set_scan}
    for {results}, {score}, pgmatch_walked in
      with walked as materialized (
        select {columns}, s.{key} as pgmatch_key, {distance} as pgmatch_distance
        from {target} as s
        where s.{embedding} is not null{conditions}{filtered}
          and pgmatch.is_fast({is_fast})
          and pgmatch_match_count <= pgmatch.most_to_walk({target_name})
        order by {ordering}
        fetch first ({wanted}) rows {ties}
      )
      select {walked}, {similarity}, (select count(*) from walked as n where n.pgmatch_distance <> 'NaN')
      from walked as w
      where w.pgmatch_distance <> 'NaN'
      order by w.pgmatch_distance + 0::float8, w.pgmatch_key
      limit pgmatch_match_count
    loop
      exit when pgmatch_walked < pgmatch_match_count or {score} <= pgmatch_match_threshold;
      return next;
    end loop;{put_back}
    if pgmatch_walked >= pgmatch_match_count then
      return;
    end if;$text$,
    parts || jsonb_build_object(
      'filtered', case when is_filtered then parts ->> 'filtered' end,
      'ordering', coalesce(chosen.ordering, parts ->> 'distance'),
      'score', case when search.scored then 'similarity' else 'pgmatch_similarity' end,
      'wanted', w.wanted,
      'ties', case chosen.kind when 'binary' then 'only' else 'with ties' end,
      'set_wanted', E'\n    pgmatch_wanted := ' || case
        when chosen.kind = 'binary' then format(
          'coalesce(pgmatch_candidates, least(100000, pg_catalog.ceil(pgmatch_match_count::float8 * %s::float8)));',
          coalesce(chosen.overfetch, 20)
        )
        when is_filtered then '(5 * pgmatch_match_count + 3) / 4;'
      end,
      'set_scan', case when i.is_inline then format($text$
    pgmatch_iterative_scan := current_setting('hnsw.iterative_scan');
    pgmatch_earlier_ef_search := current_setting('hnsw.ef_search');
    pgmatch_max_scan_tuples := current_setting('hnsw.max_scan_tuples');
    pgmatch_set := pg_catalog.concat(
      case pgmatch_iterative_scan when 'off' then set_config('hnsw.iterative_scan', 'relaxed_order', true) end,
      case when pgmatch_earlier_ef_search = '40' or pgmatch_ef_search is not null then
        set_config('hnsw.ef_search', coalesce(pgmatch_ef_search, greatest(%2$s, least(%1$s + 1, 1000)))::text, true)
      end,
      case when %3$s < pgmatch_max_scan_tuples::integer then
        set_config('hnsw.max_scan_tuples', (%3$s)::text, true)
      end
    );$text$, w.wanted, least(1000, e.ef_search), w.stop)
        else format($text$
    pgmatch_before := pgmatch.set_scan(
      pgmatch.search_index(%L, %L, %L), %s, pgmatch_ef_search, pgmatch_probes,
      least(%s, coalesce(current_setting('hnsw.max_scan_tuples', true)::integer, 20000))
    );$text$, search.target::text, search.embedding, search.metric, w.wanted, w.stop)
      end,
      'put_back', case when i.is_inline then $text$
    pgmatch_set := pg_catalog.concat(
      set_config('hnsw.iterative_scan', pgmatch_iterative_scan, true),
      set_config('hnsw.ef_search', pgmatch_earlier_ef_search, true),
      set_config('hnsw.max_scan_tuples', pgmatch_max_scan_tuples, true)
    );$text$
        else $text$
    perform pgmatch.put_back(pgmatch_before);$text$
      end
    )
  )
  from (
    select
      n.wanted,
      format('case when pgmatch_min_content_length is not null then 2000 + 20 * %s end', n.wanted)
    from (
      select case when chosen.kind = 'binary' or is_filtered then 'pgmatch_wanted' else 'pgmatch_match_count' end
    ) as n (wanted)
  ) as w (wanted, stop)
  cross join (select chosen.method = 'hnsw' and chosen.other is null) as i (is_inline)
  cross join (
    select case
      when is_filtered and chosen.kind <> 'binary'
        then coalesce(2 * chosen.ef_search, 3 * pgmatch.default_ef_search() / 2)
      else coalesce(chosen.ef_search, pgmatch.default_ef_search())
    end
  ) as e (ef_search)
$$;

comment on function pgmatch.search_scan is
  'How the fast path of a made function scans its index, behind the filters or without them.';

select pgmatch.register('core', 'function', 'pgmatch.search_scan');
