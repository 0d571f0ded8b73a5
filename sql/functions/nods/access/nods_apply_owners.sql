-- nods_apply_owners: adds what the mode owner needs to the tables, or removes it. Data stays.
--
-- With owners, a path is unique per owner; new rows belong to the user that the caller acts for; sections belong to
-- the owner of their page. pgmatch.policy_changes makes the policies. Locks everybody out while it builds two small
-- indexes, see pgmatch.lock_tables. Restores a missing or disabled trigger. Raises what pgmatch.nods_check_owners and
-- pgmatch.nods_check_paths raise, before it changes anything.
create or replace function pgmatch.nods_apply_owners(with_owners boolean)
returns void
language plpgsql
volatile
set search_path from current
as $$
declare
  _type text := (
    select pg_catalog.format_type(a.atttypid, null)
    from pg_attribute as a
    where a.attrelid = 'nods_page'::regclass::oid and a.attname = 'owner_id'
  );
  _table text;
  _name text;
begin
  if pgmatch.nods_has_owners() = with_owners then
    return;
  end if;
  -- nothing may change between the checks and the end
  perform pgmatch.lock_tables(array['nods_page_section', 'nods_page']::regclass[]);

  if not with_owners then
    perform pgmatch.nods_check_paths();
    drop trigger if exists pgmatch_hand_over_sections on nods_page;
    drop trigger if exists pgmatch_check_parent on nods_page;
    drop trigger if exists pgmatch_set_section_owner on nods_page_section;
    foreach _name in array array['nods_page_owner_id_idx', 'nods_page_section_owner_id_idx'] loop
      if not exists (
        select from pgmatch.member as m
        where m.line = 'nods' and m.kind = 'index' and m.name = _name and m.adopted
      ) then
        execute pg_catalog.format('drop index if exists %I', _name);
      end if;
    end loop;
    if exists (
      select from pg_attrdef as d
      inner join pg_attribute as a on a.attrelid = d.adrelid and a.attnum = d.adnum
      where d.adrelid = 'nods_page'::regclass::oid and a.attname = 'owner_id'
        and pg_get_expr(d.adbin, d.adrelid) ~ '^[(]*NULLIF[(]+NULLIF[(]current_setting[(]''request[.]jwt[.]claims'''
    ) then
      alter table nods_page alter column owner_id drop default;
    end if;
    alter table nods_page
      drop constraint if exists nods_page_path_owner_id_key,
      add constraint nods_page_path_key unique (path);
    return;
  end if;

  perform pgmatch.nods_check_owners();
  for _name in
    select pg_catalog.quote_ident(k.conname)
    from pg_constraint as k
    inner join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.conrelid = 'nods_page'::regclass::oid
      and k.contype = 'u'
      and (a.attname = 'path' and pg_catalog.cardinality(k.conkey) = 1 or k.conname = 'nods_page_path_owner_id_key')
  loop
    execute pg_catalog.format('alter table nods_page drop constraint %s', _name);
  end loop;
  alter table nods_page
    add constraint nods_page_path_owner_id_key unique nulls not distinct (path, owner_id);
  -- the user's own default stays
  if not exists (
    select from pg_attribute as a
    where a.attrelid = 'nods_page'::regclass::oid and a.attname = 'owner_id' and a.atthasdef
  ) then
    -- written out instead of pgmatch.current_owner, to let the table be restored by itself
    execute pg_catalog.format(
      'alter table nods_page alter column owner_id set default'
      ' nullif(nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub''::text, '''')::%s',
      _type
    );
  end if;
  foreach _table in array array['nods_page', 'nods_page_section'] loop
    if not pgmatch.is_indexed(_table, 'owner_id') then
      execute pg_catalog.format('create index %I on %I (owner_id)', _table || '_owner_id_idx', _table);
    end if;
  end loop;

  create or replace trigger pgmatch_check_parent
  before insert or update of parent_page_id on nods_page
  for each row when (new.parent_page_id <> new.id) execute function pgmatch.nods_check_parent();
  create or replace trigger pgmatch_hand_over_sections
  after update of owner_id on nods_page
  for each row when (new.owner_id is distinct from old.owner_id)
  execute function pgmatch.nods_hand_over_sections();
  create or replace trigger pgmatch_set_section_owner
  before insert or update of page_id, owner_id on nods_page_section
  for each row execute function pgmatch.nods_set_section_owner();

  -- the last trigger sets the owner
  update nods_page_section as s
  set page_id = s.page_id
  from nods_page as p
  where p.id = s.page_id and s.owner_id is null and p.owner_id is not null;
end;
$$;

comment on function pgmatch.nods_apply_owners is
  'Adds what the mode owner needs to the tables, or removes it: keys, defaults, indexes and triggers.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_apply_owners');
