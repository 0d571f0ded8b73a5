-- nods_delete_pages: removes pages with their sections and returns their paths; child pages lose their parent.
create or replace function pgmatch.nods_delete_pages(ids bigint[])
returns text[]
language plpgsql
volatile
set search_path from current
as $$
declare
  _paths text[];
begin
  update nods_page as p set parent_page_id = null where p.parent_page_id = any(ids) and p.id <> all(ids);
  with deleted as (
    delete from nods_page as p where p.id = any(ids) returning p.path
  )
  select coalesce(pg_catalog.array_agg(d.path order by d.path), '{}') into _paths from deleted as d;
  return _paths;
end;
$$;

comment on function pgmatch.nods_delete_pages is
  'Removes pages with their sections and returns their paths.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_delete_pages', null, 'execute');
