-- search_everything: the text of a made function that answers a call without match_count; null without a contract.
--
-- Such a call means all rows: its clients filter or limit the result themselves. So every row is compared, as the
-- guide's function does it, and a scan of the index could not help.
create or replace function pgmatch.search_everything(search pgmatch.search_function)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if search.contract is null or search.contract not in ('langchain', 'supabase') or not search.scored then
    return null;
  end if;
  return pgmatch.fill(
    $text$
  if pgmatch_match_count is null then
    perform pgmatch.check_arguments({checked_column}, pgmatch_query, pgmatch_match_threshold, 0, {metric});
    return query
    select {walked}, {similarity}
    from (
      select {columns}, s.{key} as pgmatch_key, {distance} as pgmatch_distance
      from {target} as s
      where s.{embedding} is not null{conditions}{filtered}
      -- as in pgmatch.search_filtered
      offset 0
    ) as w
    where w.pgmatch_distance <> 'NaN' and (pgmatch_match_threshold is null or {similarity} > pgmatch_match_threshold)
    order by w.pgmatch_distance, w.pgmatch_key;
    return;
  end if;
$text$,
    pgmatch.search_parts(search) || jsonb_build_object(
      'checked_column', format('%L, %L', search.target::text, search.embedding),
      'metric', quote_literal(search.metric)
    )
  );
end;
$$;

comment on function pgmatch.search_everything is
  'The text of a made function that answers a call without match_count; null without a contract.';

select pgmatch.register('core', 'function', 'pgmatch.search_everything');
