-- nods_set_section_owner: trigger of the mode owner: a section has the owner of its page.
--
-- Raises 23503 for a page that the caller does not see, before the foreign key could reveal that it exists.
create or replace function pgmatch.nods_set_section_owner()
returns trigger
language plpgsql
volatile
set search_path from current
as $$
begin
  select p.owner_id into new.owner_id from nods_page as p where p.id = new.page_id;
  if not found then
    raise exception using
      errcode = 'foreign_key_violation',
      message = pg_catalog.format('the section''s page %s does not exist', coalesce(new.page_id::text, 'null')),
      hint = 'Pass the id of one of your own pages.';
  end if;
  return new;
end;
$$;

comment on function pgmatch.nods_set_section_owner is
  'Gives a section the owner of its page; raises 23503 for a page that the caller does not see.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_set_section_owner');
