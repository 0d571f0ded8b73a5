-- nods_apply_owners: gives the tables what the mode owner needs, or takes it away. Data stays.
--
-- With owners, every owner has paths of its own; new rows belong to whom the caller acts for; sections belong to
-- the owner of their page. The policies are those of pgmatch.apply_policies. Takes locks that keep writers out
-- while two small indexes are built. Raises what pgmatch.nods_check_owners and
-- pgmatch.nods_check_paths do, before anything is changed.
create or replace function pgmatch.nods_apply_owners(with_owners boolean)
returns void
language plpgsql
volatile
set search_path from current
as $$
declare
  _type text := (
    select format_type(a.atttypid, null)
    from pg_attribute as a
    where a.attrelid = 'nods_page'::regclass and a.attname = 'owner_id'
  );
  _unique text;
begin
  if with_owners = exists (
    select from pg_trigger as t where t.tgrelid = 'nods_page'::regclass and t.tgname = 'pgmatch_hand_over_sections'
  ) then
    return;
  end if;

  if not with_owners then
    perform pgmatch.nods_check_paths();
    drop trigger pgmatch_hand_over_sections on nods_page;
    drop trigger if exists pgmatch_check_parent on nods_page;
    drop trigger if exists pgmatch_set_section_owner on nods_page_section;
    drop index if exists nods_page_owner_id_idx, nods_page_section_owner_id_idx;
    alter table nods_page_section alter column owner_id drop default;
    alter table nods_page
      alter column owner_id drop default,
      drop constraint if exists nods_page_path_owner_id_key,
      add constraint nods_page_path_key unique (path);
    return;
  end if;

  perform pgmatch.nods_check_owners();
  for _unique in
    select quote_ident(k.conname)
    from pg_constraint as k
    inner join pg_attribute as a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
    where k.conrelid = 'nods_page'::regclass and k.contype = 'u' and a.attname = 'path'
  loop
    execute format('alter table nods_page drop constraint %s', _unique);
  end loop;
  alter table nods_page add constraint nods_page_path_owner_id_key unique nulls not distinct (path, owner_id);
  execute format('alter table nods_page alter column owner_id set default pgmatch.current_owner()::%s', _type);

  create index nods_page_owner_id_idx on nods_page (owner_id);
  create index nods_page_section_owner_id_idx on nods_page_section (owner_id);

  create trigger pgmatch_check_parent
  before insert or update of parent_page_id on nods_page
  for each row when (new.parent_page_id <> new.id) execute function pgmatch.nods_check_parent();
  create trigger pgmatch_hand_over_sections
  after update of owner_id on nods_page
  for each row when (new.owner_id is distinct from old.owner_id)
  execute function pgmatch.nods_hand_over_sections();
  create trigger pgmatch_set_section_owner
  before insert or update of page_id, owner_id on nods_page_section
  for each row execute function pgmatch.nods_set_section_owner();

  -- the last trigger sets the owner
  update nods_page_section as s
  set page_id = s.page_id
  from nods_page as p
  where p.id = s.page_id and s.owner_id is null and p.owner_id is not null;
end;
$$;

comment on function pgmatch.nods_apply_owners(boolean) is
  'Gives the tables what the mode owner needs, or takes it away: keys, defaults, indexes and triggers.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_apply_owners(boolean)');
