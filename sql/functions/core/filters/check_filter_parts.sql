-- check_filter_parts: refuses a filter with a part that is not a condition: {}, or an empty $and, $or, $in or $nin.
--
-- Every row passes such a part, or none does. Nobody deletes by such a filter on purpose: a list was left empty.
-- filter is one that pgmatch.filter_condition takes. Raises 22023.
create or replace function pgmatch.check_filter_parts(filter jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _key text;
  _value jsonb;
  _empty text;
begin
  for _key, _value in select e.key, e.value from jsonb_each(filter) as e (key, value) loop
    if _key in ('$and', '$or', '$in', '$nin') and _value = '[]' or _key = '$not' and _value = '{}' then
      _empty := jsonb_build_object(_key, _value);
    elsif _key in ('$and', '$or') then
      perform pgmatch.check_filter_parts(f.part) from jsonb_array_elements(_value) as f (part);
    elsif _key = '$not' or _key not like '$%' and jsonb_typeof(_value) = 'object' then
      perform pgmatch.check_filter_parts(_value);
    end if;
  end loop;
  if filter = '{}' then
    _empty := filter;
  end if;
  if _empty is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter has the part %s, which is not a condition', _empty),
      hint = 'Leave it out, or say in it which rows to delete.';
  end if;
end;
$$;

comment on function pgmatch.check_filter_parts is
  'Refuses a filter with a part that is not a condition: {}, or an empty list.';

select pgmatch.register('core', 'function', 'pgmatch.check_filter_parts', 'execute', 'execute');
