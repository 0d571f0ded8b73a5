-- check_search_filters: raises if a filter of a declaration is not an argument and a condition that Postgres accepts.
create or replace function pgmatch.check_search_filters(search pgmatch.search_function)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _argument text;
  _condition jsonb;
  _type text;
begin
  if jsonb_typeof(search.filters) <> 'object' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filters %s is not an object', search.filters),
      hint = 'Write {"argument type": "condition"}, for example {"category text": "category = $"}.';
  end if;
  for _argument, _condition in select f.key, f.value from jsonb_each(search.filters) as f (key, value) loop
    if _argument !~ '^\S+ \S' or jsonb_typeof(_condition) <> 'string' then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format(
          'filter %s: %s is not an argument with its type, and a condition', to_json(_argument), _condition
        ),
        hint = 'Write {"argument type": "condition"}, for example {"category text": "category = $"}.';
    end if;
    _type := pgmatch.search_type(substr(_argument, strpos(_argument, ' ')), pgmatch.search_path(search));
    perform pgmatch.check_condition(
      search.target,
      pgmatch.fill_condition(_condition #>> '{}', '(null::' || _type || ')'),
      pgmatch.search_path(search),
      format('filter "%s": %s', _argument, _condition)
    );
  end loop;
end;
$$;

comment on function pgmatch.check_search_filters is
  'Raises if a filter of a declaration is not an argument and a condition that Postgres accepts.';

select pgmatch.register('core', 'function', 'pgmatch.check_search_filters');
