-- search_filtered: how the fast path of a made function answers behind few filters, or none; null without filters.
--
-- parts  see pgmatch.search_walk
--
-- Behind each of pgmatch.search_filter_sets, it does what pgmatch.nearest does, by statements that are planned once a
-- session: it counts the rows that pass, and compares them if they are few, else scans the index. Other filters are
-- left to pgmatch.nearest, unless it is known that the rows are not few.
--
-- The owner's conditions are read on the owner's path. So these statements use only operators and functions that
-- pg_catalog has for exactly these types.
create or replace function pgmatch.search_filtered(
  search pgmatch.search_function,
  chosen pgmatch.chosen_index,
  parts jsonb
)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select pgmatch.fill(
    $text$
    if pg_catalog.num_nonnulls({filters}) between 1 and 2 or not pgmatch_few then
      pgmatch_is_few := pgmatch_few;
      pgmatch_set := set_config('search_path', {path}, true);{compared}
      if not pgmatch_is_few then{scanned}
      end if;
      pgmatch_set := set_config('search_path', 'pg_catalog, pg_temp', true);
    elsif pg_catalog.num_nonnulls({filters}) = 0 then{unfiltered}
    end if;$text$,
    jsonb_build_object(
      'filters', parts -> 'filters',
      'path', parts ->> 'path',
      'unfiltered', pgmatch.search_scan(search, chosen, parts, false),
      'scanned', pgmatch.search_scan(search, chosen, parts, true),
      'compared', (
        select string_agg(
          pgmatch.fill(
            $text$
      if pgmatch_is_few is null
        and pg_catalog.num_nonnulls({filters}) = {number} and pg_catalog.num_nonnulls({given}) = {number} then
        select not exists (
          select 1 from {target} as s where {condition} offset pgmatch.few_rows({target_name})
        ) into pgmatch_is_few
        where pgmatch.is_fast({is_fast});
        if pgmatch_is_few then
          return query
          select {walked}{scored}
          from (
            select {columns}, s.{key} as pgmatch_key, {distance} as pgmatch_distance
            from {target} as s
            where s.{embedding} is not null{conditions}
              and {condition}
            -- computes each distance once, and keeps the planner from the vector index
            offset 0
          ) as w
          where w.pgmatch_distance <> 'NaN'
            and (pgmatch_match_threshold is null or {similarity} > pgmatch_match_threshold)
          order by w.pgmatch_distance, w.pgmatch_key
          limit pgmatch_match_count;
          return;
        end if;
      end if;$text$,
            parts || jsonb_build_object(
              'number', f.number,
              'given', f.given,
              'condition', f.condition,
              'scored', case when search.scored then ', ' || (parts ->> 'similarity') end
            )
          ),
          '' order by f.number, f.given
        )
        from pgmatch.search_filter_sets(search) as f
      )
    )
  )
  where parts ->> 'filters' is not null
$$;

comment on function pgmatch.search_filtered is
  'How the fast path of a made function answers behind few filters, or none; null without filters.';

select pgmatch.register('core', 'function', 'pgmatch.search_filtered');
