-- nods_why_not: why a search does not return a section; empty if it does.
--
-- search, arguments  see pgmatch.search_call; every argument that is not null and not in the list below is a filter
-- deep, place, found_row
--                    the search without threshold and for as many rows as it can return, and the section there
--
-- It finds out by searching: with each filter alone, and with none.
create or replace function pgmatch.nods_why_not(
  search regprocedure,
  arguments jsonb,
  section_id bigint,
  deep jsonb,
  place bigint,
  found_row jsonb
)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _others constant text[] := '{query_text, query_embedding, embedding, match_count, match_threshold, full_text_weight,'
    ' semantic_weight, rrf_k, one_per_section, ef_search, probes, candidates}';
  _given constant jsonb := jsonb_strip_nulls(arguments);
  _filters constant text[] := array(
    select k.name from jsonb_object_keys(_given) as k (name) where k.name <> all(_others) order by k.name
  );
  _wanted constant bigint := coalesce((_given ->> 'match_count')::bigint, 10);
  _filter text;
  _reasons text[] := '{}';
begin
  if (pgmatch.search_place(search, arguments, 'id', array[section_id::text])).place is not null then
    return _reasons;
  end if;
  if place is null then
    foreach _filter in array _filters loop
      if (
        pgmatch.search_place(search, deep - array_remove(_filters, _filter), 'id', array[section_id::text])
      ).place is null
        and (pgmatch.search_place(search, deep - _filters, 'id', array[section_id::text])).place is not null then
        _reasons := _reasons || format('the filter %s leaves it out: %s', _filter, _given -> _filter);
      end if;
    end loop;
    return case when cardinality(_reasons) > 0 then _reasons else array['it is not among the first 10000'] end;
  end if;
  if (found_row ->> 'similarity')::float8 <= (_given ->> 'match_threshold')::float8 then
    _reasons := _reasons || format(
      'its similarity %s is not above match_threshold %s',
      round((found_row ->> 'similarity')::numeric, 3), _given ->> 'match_threshold'
    );
  end if;
  if place > _wanted then
    _reasons := _reasons || format('it is at place %s, and match_count is %s', place, _wanted);
  elsif cardinality(_reasons) = 0 then
    _reasons := array[case
      when (_given ->> 'one_per_section')::boolean then 'a better piece of the same section stands for it'
      else 'the scan of the index passed it over: a higher ef_search finds it, see pgmatch tune'
    end];
  end if;
  return _reasons;
end;
$$;

comment on function pgmatch.nods_why_not is
  'Why a search does not return a section; empty if it does.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_why_not', 'execute', 'execute');
