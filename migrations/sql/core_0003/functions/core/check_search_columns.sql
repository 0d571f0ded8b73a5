-- check_search_columns: raises if the table lacks a column that a declaration returns, measures or filters by.
create or replace function pgmatch.check_search_columns(search pgmatch.search_function)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _missing constant text := (
    select search.returns[c.place] from pgmatch.search_columns(search) as c
    where c.name is null order by c.place limit 1
  );
  _refused text;
begin
  if cardinality(search.returns) = 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'returns is empty',
      hint = 'Name the columns of the result. ' || pgmatch.columns_of(search.target);
  elsif _missing is not null then
    raise exception using
      errcode = 'undefined_column',
      message = format('returns names %L, but %s has no such column', _missing, search.target),
      hint = pgmatch.columns_of(search.target, split_part(_missing, ' ', 1));
  elsif search.content is not null and not exists (
    select 1 from pg_attribute as a inner join pg_type as t on t.oid = a.atttypid
    where a.attrelid = search.target and a.attname = search.content and a.attnum > 0 and not a.attisdropped
      and t.typcategory = 'S'
  ) then
    raise exception using
      errcode = 'undefined_column',
      message = format('content names %L, but %s has no such column of text', search.content, search.target),
      hint = pgmatch.columns_of(search.target, search.content);
  elsif search.metadata is not null and not exists (
    select 1 from pg_attribute as a
    where a.attrelid = search.target and a.attname = search.metadata and a.attnum > 0 and not a.attisdropped
      and a.atttypid = 'jsonb'::regtype
  ) then
    raise exception using
      errcode = 'undefined_column',
      message = format('metadata names %L, but %s has no such column of type jsonb', search.metadata, search.target),
      hint = pgmatch.columns_of(search.target, search.metadata);
  end if;
  -- reading a text as another type fails at the first one that is not written like it
  select format('%I is %s, which cannot always be read as %s', c.name, format_type(a.atttypid, null), c.type)
  into _refused
  from pgmatch.search_columns(search) as c
  inner join pg_attribute as a on a.attrelid = search.target and a.attname = c.name
  inner join pg_type as t on t.oid = a.atttypid and t.typcategory = 'S'
  inner join pg_type as w on w.oid = to_regtype(c.type) and w.typcategory <> 'S'
  where w.typname not in ('json', 'jsonb') and not exists (
    select 1 from pg_cast as p where p.castsource = t.oid and p.casttarget = w.oid and p.castcontext <> 'e'
  )
  order by c.place
  limit 1;
  if _refused is not null then
    raise exception using
      errcode = 'cannot_coerce',
      message = 'returns is not valid: ' || _refused,
      hint = 'Return the column as it is, or change its type in the table.';
  end if;
  perform pgmatch.check_condition(
    search.target,
    (select string_agg(format('%s is null', c.expression), ' and ') from pgmatch.search_columns(search) as c),
    pgmatch.search_path(search),
    'returns',
    'Return the column as it is, or as a type to which Postgres can convert it.'
  );
end;
$$;

comment on function pgmatch.check_search_columns is
  'Raises if the table lacks a column that a declaration returns, measures or filters by.';

select pgmatch.register('core', 'function', 'pgmatch.check_search_columns');
