-- nods_set_parents: sets the parents of loaded pages if the parents exist.
--
-- pages  array of {path, parent_path}
--
-- Returns the paths of the pages whose parent does not exist; they keep their present parent.
create or replace function pgmatch.nods_set_parents(pages jsonb)
returns table (path text)
language sql
volatile
set search_path from current
as $$
  with wanted as (
    select p.id, p.path, parent.id as parent_id
    from jsonb_to_recordset(pages) as i (path text, parent_path text)
    inner join nods_page as p on p.path = i.path and pgmatch.nods_is_mine(p.owner_id)
    left join nods_page as parent
      on parent.path = i.parent_path and parent.id <> p.id and pgmatch.nods_is_mine(parent.owner_id)
  ),

  moved as (
    update nods_page as p
    set parent_page_id = w.parent_id
    from wanted as w
    where p.id = w.id and p.parent_page_id is distinct from w.parent_id and w.parent_id is not null
  )

  select w.path from wanted as w where w.parent_id is null
$$;

comment on function pgmatch.nods_set_parents is
  'Sets the parents of pages; returns the paths of those whose parent does not exist.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_set_parents', null, 'execute');
