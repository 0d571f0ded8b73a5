-- Drops pgmatch's tables, or its columns on adopted tables, and removes the line from the record.
--
-- Refuses to drop rows unless the setting pgmatch.drop_data is yes. The version table stays, because Alembic writes to
-- it after this step. `pgmatch uninstall` removes it.
select pgmatch.lock_line('nods');

do $$
declare
  _table text;
  _adopted boolean;
  _policy name;
  _column text;
  _rows bigint;
begin
  if exists (select from pgmatch.member as m where m.line = 'nods' and m.kind = 'table' and m.adopted) then
    perform pgmatch.nods_apply_owners(false);
  end if;

  foreach _table in array array['nods_page_section', 'nods_page'] loop
    select m.adopted into strict _adopted
    from pgmatch.member as m
    where m.line = 'nods' and m.kind = 'table' and m.name = _table;

    if _adopted then
      for _policy in
        select p.polname from pg_policy as p
        where p.polrelid = _table::regclass and p.polname like 'pgmatch\_%'
      loop
        execute format('drop policy %I on %s', _policy, _table);
      end loop;
      for _column in
        select split_part(m.name, '.', 2)
        from pgmatch.member as m
        where m.line = 'nods' and m.kind = 'column' and m.name like _table || '.%'
      loop
        execute format('alter table %s drop column %I', _table, _column);
      end loop;
    else
      execute format('select count(*) from %s', _table) into _rows;
      if _rows > 0 and current_setting('pgmatch.drop_data', true) is distinct from 'yes' then
        raise exception using
          errcode = 'object_not_in_prerequisite_state',
          message = format('the downgrade would drop the table %s with its %s rows', _table, _rows),
          hint = 'To drop them: pgmatch alembic -x drop_data=yes downgrade base';
      end if;
      execute format('drop table %s', _table);
    end if;
  end loop;
end;
$$;

select pgmatch.drop_function('nods', 'pgmatch.nods_doctor_parents()');
select pgmatch.drop_function('nods', 'pgmatch.nods_doctor_owners()');
select pgmatch.drop_function('nods', 'pgmatch.nods_doctor_foreign_keys()');
select pgmatch.drop_function('nods', 'pgmatch.nods_doctor_checksums()');
select pgmatch.drop_function('nods', 'pgmatch.nods_parent_cycles()');
select pgmatch.drop_function('nods', 'pgmatch.nods_apply_owners(boolean)');
select pgmatch.drop_function('nods', 'pgmatch.nods_has_owners()');
select pgmatch.drop_function('nods', 'pgmatch.nods_hand_over_sections()');
select pgmatch.drop_function('nods', 'pgmatch.nods_set_section_owner()');
select pgmatch.drop_function('nods', 'pgmatch.nods_check_parent()');
select pgmatch.drop_function('nods', 'pgmatch.nods_check_owners()');
select pgmatch.drop_function('nods', 'pgmatch.nods_check_paths()');
select pgmatch.drop_function('nods', 'pgmatch.nods_is_mine(anyelement)');
select pgmatch.drop_function('nods', 'pgmatch.nods_set_storage()');
select pgmatch.drop_function('nods', 'pgmatch.nods_longest_row(integer)');

do $$
declare
  _install pgmatch.install;
  _usage text;
begin
  for _usage in
    select u.usage from pgmatch.install as i cross join unnest(i.usages) as u (usage) where i.line = 'nods'
  loop
    begin
      execute 'revoke usage on ' || _usage;
    exception when undefined_object or invalid_schema_name then
      null; -- the grant went with the role or the schema
    end;
  end loop;
  delete from pgmatch.search as s where s.line = 'nods';
  delete from pgmatch.member as m where m.line = 'nods';
  delete from pgmatch.install as i where i.line = 'nods' returning i.* into _install;

  if _install.schema_created and not exists (
    select from pg_depend as d
    where d.refclassid = 'pg_namespace'::regclass and d.refobjid = to_regnamespace(quote_ident(_install.schema_name))
  ) then
    execute format('drop schema %I', _install.schema_name);
  end if;

  -- fewer roles may need the core; another line may need a grant that was this one's
  perform pgmatch.apply_changes(pgmatch.line_family(i.line)) from pgmatch.install as i where i.base is null;
  drop policy if exists pgmatch_nobody on pgmatch.nods_version;
  alter table pgmatch.nods_version disable row level security;
end;
$$;
