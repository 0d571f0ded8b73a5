-- check_search_names: raises if two arguments or columns of a made function have the same name.
--
-- Postgres has one namespace for both, and takes at most 100 arguments. Names that begin with pgmatch_ are those of the
-- function's own variables: a column of the table with such a name would be read in their place.
create or replace function pgmatch.check_search_names(search pgmatch.search_function)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _name text;
  _uses text[];
  _count constant bigint := (select count(*) from pgmatch.search_arguments(search));
begin
  if _count > 100 then
    raise exception using
      errcode = 'too_many_arguments',
      message = format('the function would have %s arguments, and Postgres allows 100', _count),
      hint = 'Leave out filters, or combine some: the argument filter of a search with metadata tests any key.';
  end if;
  select a.attname into _name from pg_attribute as a
  where a.attrelid = search.target and a.attname like E'pgmatch\\_%' and a.attnum > 0 and not a.attisdropped
  order by a.attnum
  limit 1;
  if found then
    raise exception using
      errcode = 'reserved_name',
      message = format('the column %I of %s has a name that is reserved for the function', _name, search.target),
      hint = format('Rename it: alter table %s rename column %I to %I;', search.target, _name, (
        select n.name
        from (
          values
            (1, substr(_name, length('pgmatch_') + 1)),
            (2, 'own_' || substr(_name, length('pgmatch_') + 1)),
            (3, 'new_name')
        ) as n (place, name)
        where n.name <> '' and n.name not like E'pgmatch\\_%' and not exists (
          select 1 from pg_attribute as a where a.attrelid = search.target and a.attname = n.name
        )
        order by n.place
        limit 1
      ));
  end if;
  select u.name, array_agg(u.use order by u.place, u.use) into _name, _uses
  from (
    select a.name, case a.role when 'filter' then 'a filter' else 'an argument' end as use, a.place
    from pgmatch.search_arguments(search) as a
    union all
    select c.name, 'a column of the result', 1000 + c.place from pgmatch.search_columns(search) as c
    union all
    select r.name, 'a column that the search adds', 100000 + r.place from pgmatch.search_ranks(search) as r
  ) as u (name, use, place)
  group by u.name
  having count(*) > 1 or u.name like E'pgmatch\\_%' or octet_length(u.name) > 63 or u.name = ''
  order by u.name
  limit 1;
  if cardinality(_uses) > 1 then
    raise exception using
      errcode = 'duplicate_column',
      message = case
        when _uses[1] = _uses[2] then format('%I is twice %s', _name, _uses[1])
        else format('%I is the name of both %s and %s', _name, _uses[1], _uses[2])
      end,
      hint = case
        when 'a filter' = any(_uses) and _uses::text ~ 'column'
          then 'Rename the filter, or leave the column out of returns.'
        when 'a filter' = any(_uses) then 'Rename the filter.'
        when _uses::text ~ 'column' then 'Leave the column out of returns, or name it only once there.'
        else 'Name each argument once.'
      end;
  elsif _name is not null then
    raise exception using
      errcode = 'reserved_name',
      message = format('%I cannot be the name of %s', _name, _uses[1]),
      hint = 'Choose a name of at most 63 bytes that does not begin with pgmatch_.';
  end if;
end;
$$;

comment on function pgmatch.check_search_names is
  'Raises if two arguments or columns of a made function have the same name.';

select pgmatch.register('core', 'function', 'pgmatch.check_search_names');
