-- search_scan: how the fast path of a made function asks its index: how many rows, and with which settings.
--
-- It does what pgmatch.set_scan and pgmatch.put_back do, but for HNSW without a call. They would take a tenth of the
-- time of a search. A binary index returns more rows than wanted; see pgmatch.walk also about ties and about the stop
-- for rows that are too short.
create or replace function pgmatch.search_scan(search pgmatch.search_function, chosen pgmatch.chosen_index)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'wanted', case chosen.kind
      when 'binary' then format(
        'coalesce(pgmatch_candidates, least(100000, ceil(pgmatch_match_count * %s)))', coalesce(chosen.overfetch, 20)
      )
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
    end if;$text$, coalesce(chosen.ef_search, 40))
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
  from (select chosen.method = 'hnsw' and chosen.other is null) as i (is_inline)
$$;

comment on function pgmatch.search_scan is
  'How the fast path of a made function asks its index: how many rows, and with which settings.';

select pgmatch.register('core', 'function', 'pgmatch.search_scan');
