-- check_search_section: raises if the columns that make a section are not in the table, or cannot be compared.
create or replace function pgmatch.check_search_section(search pgmatch.search_function)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _column text;
  _type oid;
begin
  if cardinality(search.section) = 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'section is empty',
      hint = 'Name the columns that are the same in all rows of a section, or leave it out.';
  end if;
  foreach _column in array coalesce(search.section, '{}') loop
    select a.atttypid into _type from pg_attribute as a
    where a.attrelid = search.target and a.attname = _column and a.attnum > 0 and not a.attisdropped;
    if _type is null then
      raise exception using
        errcode = 'undefined_column',
        message = format('section names %s, but %s has no such column', quote_nullable(_column), search.target),
        hint = pgmatch.columns_of(search.target, _column);
    end if;
    perform pgmatch.check_condition(
      search.target, format('s.%1$I < s.%1$I', _column), pgmatch.search_path(search), format('section %L', _column),
      'Name columns whose values have an order, such as numbers and texts. A json has none.'
    );
  end loop;
end;
$$;

comment on function pgmatch.check_search_section is
  'Raises if the columns that make a section are not in the table, or cannot be compared.';

select pgmatch.register('core', 'function', 'pgmatch.check_search_section');
