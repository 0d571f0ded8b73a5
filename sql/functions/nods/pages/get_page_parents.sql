-- get_page_parents: a page, then its parent, and so on up to the root. The guide's contract.
--
-- One row per page; none for an unknown id. A cycle ends before it would repeat a page, and every list ends after 1,000
-- pages: otherwise, whoever writes pages could make readers wait.
create or replace function get_page_parents(page_id bigint)
returns table (id bigint, parent_page_id bigint, path text, meta jsonb)
language sql
stable
rows 10
set search_path from current
as $$
  with recursive ancestor as (
    select p.id, p.parent_page_id, 1 as height
    from nods_page as p
    where p.id = get_page_parents.page_id

    union all

    select p.id, p.parent_page_id, a.height + 1
    from ancestor as a
    inner join nods_page as p on p.id = a.parent_page_id
    where a.height < 1000
  ),

  -- a page of a cycle repeats; `cycle` would compare each page with all before it
  listed as (
    select a.id, min(a.height) as height
    from ancestor as a
    group by a.id
  )

  select p.id, p.parent_page_id, p.path, p.meta
  from listed as l
  inner join nods_page as p on p.id = l.id
  order by l.height
$$;

comment on function get_page_parents(bigint) is
  'A page and its ancestors, the page first, at most 1000; none for an unknown id. A cycle of parents ends the list.';

select pgmatch.register('nods', 'function', 'get_page_parents(bigint)', 'execute', 'execute');
