-- nods_check_parent: trigger of the mode owner: a page's parent is a page of the same owner that the caller sees.
--
-- The foreign key ignores policies and would reveal which ids other tenants have. Raises 23503.
create or replace function pgmatch.nods_check_parent()
returns trigger
language plpgsql
volatile
set search_path from current
as $$
begin
  if not exists (
    select from nods_page as p
    where p.id = new.parent_page_id and p.owner_id is not distinct from new.owner_id
  ) then
    raise exception using
      errcode = 'foreign_key_violation',
      message = pg_catalog.format('the parent page %s does not exist', new.parent_page_id),
      hint = 'Pass the id of a page of the same owner, or null.';
  end if;
  return new;
end;
$$;

comment on function pgmatch.nods_check_parent is
  'Raises 23503 for a page whose parent is not a page of the same owner that the caller sees.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_check_parent');
