-- check_search_filters: raises if a filter of a declaration has a type or a condition that Postgres refuses.
create or replace function pgmatch.check_search_filters(search pgmatch.search_function)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _filter jsonb;
  _type text;
begin
  for _filter in select f.pair from jsonb_array_elements(search.filters) as f (pair) loop
    _type := pgmatch.search_type((pgmatch.split_name(_filter ->> 0)).type, pgmatch.search_path(search));
    perform pgmatch.check_condition(
      search.target,
      pgmatch.fill_condition(_filter ->> 1, '(null::' || _type || ')'),
      pgmatch.search_path(search),
      format('filter %s: %s', _filter -> 0, _filter -> 1)
    );
  end loop;
end;
$$;

comment on function pgmatch.check_search_filters is
  'Raises if a filter of a declaration has a type or a condition that Postgres refuses.';

select pgmatch.register('core', 'function', 'pgmatch.check_search_filters');
