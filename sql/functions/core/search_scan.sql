-- search_scan: how the fast path of a made function asks its index: how many rows, and with which settings.
--
-- It does what pgmatch.set_scan and pgmatch.put_back do, but for HNSW without a call, and in few expressions, because
-- each takes time to set up at every call. A binary index returns more rows than wanted; see pgmatch.walk also about
-- ties and about the stop for rows that are too short.
create or replace function pgmatch.search_scan(search pgmatch.search_function, chosen pgmatch.chosen_index)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'wanted', w.wanted,
    'ties', case chosen.kind when 'binary' then 'only' else 'with ties' end,
    'set_scan', concat(
      case chosen.kind when 'binary' then format($text$
    pgmatch_wanted := coalesce(pgmatch_candidates, least(100000, ceil(pgmatch_match_count * %s)));$text$,
        coalesce(chosen.overfetch, 20)
      ) end,
      case when i.is_inline then format($text$
    pgmatch_iterative_scan := current_setting('hnsw.iterative_scan');
    pgmatch_earlier_ef_search := current_setting('hnsw.ef_search');
    pgmatch_max_scan_tuples := current_setting('hnsw.max_scan_tuples');
    pgmatch_set := concat(
      case pgmatch_iterative_scan when 'off' then set_config('hnsw.iterative_scan', 'relaxed_order', true) end,
      case when pgmatch_earlier_ef_search = '40' or pgmatch_ef_search is not null then
        set_config('hnsw.ef_search', coalesce(pgmatch_ef_search, greatest(%2$s, least(%1$s + 1, 1000)))::text, true)
      end,
      case when %3$s < pgmatch_max_scan_tuples::integer then
        set_config('hnsw.max_scan_tuples', (%3$s)::text, true)
      end
    );$text$, w.wanted, coalesce(chosen.ef_search, pgmatch.default_ef_search()), w.stop)
      else format($text$
    pgmatch_before := pgmatch.set_scan(
      pgmatch.search_index(%L, %L, %L), %s, pgmatch_ef_search, pgmatch_probes,
      least(%s, coalesce(current_setting('hnsw.max_scan_tuples', true)::integer, 20000))
    );$text$, search.target::text, search.embedding, search.metric, w.wanted, w.stop)
      end
    ),
    'put_back', case when i.is_inline then $text$
    pgmatch_set := concat(
      set_config('hnsw.iterative_scan', pgmatch_iterative_scan, true),
      set_config('hnsw.ef_search', pgmatch_earlier_ef_search, true),
      set_config('hnsw.max_scan_tuples', pgmatch_max_scan_tuples, true)
    );$text$
      else $text$
    perform pgmatch.put_back(pgmatch_before);$text$
    end
  )
  from (
    select
      n.wanted,
      format('case when pgmatch_min_content_length is not null then 2000 + 20 * %s end', n.wanted)
    from (select case chosen.kind when 'binary' then 'pgmatch_wanted' else 'pgmatch_match_count' end) as n (wanted)
  ) as w (wanted, stop)
  cross join (select chosen.method = 'hnsw' and chosen.other is null) as i (is_inline)
$$;

comment on function pgmatch.search_scan is
  'How the fast path of a made function asks its index: how many rows, and with which settings.';

select pgmatch.register('core', 'function', 'pgmatch.search_scan');
