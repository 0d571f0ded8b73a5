-- search_sections: the text of a made function that answers a call for one row of each section; null without sections.
create or replace function pgmatch.search_sections(search pgmatch.search_function)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if search.section is null then
    return null;
  end if;
  return pgmatch.fill(
    $text$
  if pgmatch_one_per_section then{check_scan}
    return query
    select {walked}, n.similarity
    from pgmatch.nearest_sections(
      null::{key_type},
      row(
        {column}, pgmatch_query, pgmatch_match_count, pgmatch_match_threshold, {always}, {late},
        nullif(concat_ws(' and ',{filter} null), ''), {path}
      ),
      {section}, pgmatch_ef_search, pgmatch_probes, pgmatch_candidates
    ) as f
    cross join lateral unnest(f.keys, f.similarities) with ordinality as n (key, similarity, place)
    cross join lateral (select {columns} from {target} as s where s.{key} = n.key limit 1) as w
    order by n.place;
    return;
  end if;
$text$,
    pgmatch.search_parts(search)
  );
end;
$$;

comment on function pgmatch.search_sections is
  'The text of a made function that answers a call for one row of each section; null without sections.';

select pgmatch.register('core', 'function', 'pgmatch.search_sections');
