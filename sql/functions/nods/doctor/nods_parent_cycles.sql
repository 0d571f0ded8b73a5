-- nods_parent_cycles: the lowest page of each cycle of parents.
--
-- Visits each page once. A recursive query would compare every page with all above it.
create or replace function pgmatch.nods_parent_cycles()
returns setof bigint
language plpgsql
stable
set search_path from current
as $$
declare
  _pages bigint[];
  -- places in _pages
  _parents integer[];
  _seen integer[];
  _page integer;
  _last integer;
  _lowest integer;
begin
  with numbered as (
    select p.id, p.parent_page_id, row_number() over (order by p.id) as place
    from nods_page as p
    where p.parent_page_id is not null
  )

  select pg_catalog.array_agg(c.id order by c.place), pg_catalog.array_agg(p.place order by c.place)
  into _pages, _parents
  from numbered as c
  left join numbered as p on p.id = c.parent_page_id;
  _seen := pg_catalog.array_fill(0, array[coalesce(pg_catalog.cardinality(_pages), 0)]);

  for _start in 1 .. coalesce(pg_catalog.cardinality(_pages), 0) loop
    _page := _start;
    while _seen[_page] = 0 loop
      _seen[_page] := _start;
      _page := _parents[_page];
    end loop;
    -- back on its own trail
    if _seen[_page] = _start then
      _last := _page;
      _lowest := _page;
      while _parents[_page] <> _last loop
        _page := _parents[_page];
        _lowest := least(_lowest, _page);
      end loop;
      return next _pages[_lowest];
    end if;
  end loop;
end;
$$;

comment on function pgmatch.nods_parent_cycles is
  'The lowest page of each cycle of parents.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_parent_cycles');
