-- nods_hand_over_sections: trigger of the mode owner: a page that gets another owner takes its sections along.
create or replace function pgmatch.nods_hand_over_sections()
returns trigger
language plpgsql
volatile
set search_path from current
as $$
begin
  -- their own trigger sets the owner
  update nods_page_section as s set page_id = new.id where s.page_id = new.id;
  return null;
end;
$$;

comment on function pgmatch.nods_hand_over_sections() is
  'Gives the sections of a page the owner that the page got.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_hand_over_sections()');
