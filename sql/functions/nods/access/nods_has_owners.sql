-- nods_has_owners: whether the tables have what the mode owner needs; null if only a part of it is there.
--
-- True if all triggers are enabled, false if there is no trigger and no key. Restores and copies may leave a part.
create or replace function pgmatch.nods_has_owners()
returns boolean
language sql
stable
set search_path from current
as $$
  select
    case
      when count(*) = 3 then true
      when count(*) = 0 and not exists (
        select from pg_constraint as k
        where k.conrelid = 'nods_page'::regclass::oid and k.conname = 'nods_page_path_owner_id_key'
      ) then false
    end
  from pg_trigger as t
  where t.tgrelid in ('nods_page'::regclass::oid, 'nods_page_section'::regclass::oid)
    and t.tgname in ('pgmatch_check_parent', 'pgmatch_hand_over_sections', 'pgmatch_set_section_owner')
    and t.tgenabled <> 'D'
$$;

comment on function pgmatch.nods_has_owners is
  'Whether the tables have what the mode owner needs; null if only a part of it is there.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_has_owners');
