-- check_search_columns: raises if the table lacks a column that a declaration returns or measures.
create or replace function pgmatch.check_search_columns(search pgmatch.search_function)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _columns constant text := (
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
    from pg_attribute as a where a.attrelid = search.target and a.attnum > 0 and not a.attisdropped
  );
  _missing constant text := (
    select quote_literal(search.returns[c.place]) from pgmatch.search_columns(search) as c
    where c.name is null order by c.place limit 1
  );
begin
  if cardinality(search.returns) = 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'returns names no column',
      hint = 'Name the columns of the result: ' || _columns;
  elsif _missing is not null then
    raise exception using
      errcode = 'undefined_column',
      message = format('returns names %s, but %s has no such column', _missing, search.target),
      hint = 'Its columns: ' || _columns;
  elsif search.content is not null and not exists (
    select 1 from pg_attribute as a inner join pg_type as t on t.oid = a.atttypid
    where a.attrelid = search.target and a.attname = search.content and a.attnum > 0 and not a.attisdropped
      and t.typcategory = 'S'
  ) then
    raise exception using
      errcode = 'undefined_column',
      message = format('content names %L, but %s has no such column of text', search.content, search.target),
      hint = 'Name the column whose length min_content_length compares, or leave it out.';
  end if;
  perform pgmatch.check_condition(
    search.target,
    (select string_agg(format('%s is null', c.expression), ' and ') from pgmatch.search_columns(search) as c),
    pgmatch.search_path(search),
    'returns'
  );
end;
$$;

comment on function pgmatch.check_search_columns is
  'Raises if the table lacks a column that a declaration returns or measures.';

select pgmatch.register('core', 'function', 'pgmatch.check_search_columns');
