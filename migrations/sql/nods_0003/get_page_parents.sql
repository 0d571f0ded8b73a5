-- get_page_parents: a page, then its parent, and so on up to the root. The guide's contract.
--
-- One row a page; none for an unknown id. A cycle ends where it would return to a page already listed.
create or replace function get_page_parents(page_id bigint)
returns table (id bigint, parent_page_id bigint, path text, meta jsonb)
language sql
stable
rows 10
set search_path from current
as $$
  with recursive ancestor as (
    select p.id, p.parent_page_id, p.path, p.meta, 0 as height
    from nods_page as p
    where p.id = get_page_parents.page_id

    union all

    select p.id, p.parent_page_id, p.path, p.meta, a.height + 1
    from ancestor as a
    inner join nods_page as p on p.id = a.parent_page_id
  ) cycle id set is_cycle using visited

  select a.id, a.parent_page_id, a.path, a.meta
  from ancestor as a
  where not a.is_cycle
  order by a.height
$$;

comment on function get_page_parents(bigint) is
  'A page and its ancestors, the page first; none for an unknown id; a cycle of parents ends the list.';

select pgmatch.register('nods', 'function', 'get_page_parents(bigint)', 'execute', 'execute');
