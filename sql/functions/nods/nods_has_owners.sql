-- nods_has_owners: whether the tables have the triggers of the mode owner; null where only some of them are on.
create or replace function pgmatch.nods_has_owners()
returns boolean
language sql
stable
set search_path from current
as $$
  select case count(*) when 0 then false when 3 then true end
  from pg_trigger as t
  where t.tgrelid in ('nods_page'::regclass, 'nods_page_section'::regclass)
    and t.tgname in ('pgmatch_check_parent', 'pgmatch_hand_over_sections', 'pgmatch_set_section_owner')
    and t.tgenabled <> 'D'
$$;

comment on function pgmatch.nods_has_owners() is
  'Whether the tables have the triggers of the mode owner; null where only some of them are on.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_has_owners()');
