-- check_search_names: raises if two arguments or columns of a made function have the same name.
--
-- Postgres has one namespace for both. Names that begin with pgmatch_ are those of the function's own variables.
create or replace function pgmatch.check_search_names(search pgmatch.search_function)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _name text;
  _uses text[];
begin
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
      hint = 'Rename the filter, or leave the column out of returns.';
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
