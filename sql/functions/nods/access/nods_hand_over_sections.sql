-- nods_hand_over_sections: trigger of the mode owner: if a page gets another owner, its sections do too.
create or replace function pgmatch.nods_hand_over_sections()
returns trigger
language plpgsql
volatile
set search_path from current
as $$
begin
  -- the trigger of nods_page_section sets the owner
  update nods_page_section as s set page_id = new.id where s.page_id = new.id;
  return null;
end;
$$;

comment on function pgmatch.nods_hand_over_sections is
  'Gives the sections of a page the page''s new owner.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_hand_over_sections');
