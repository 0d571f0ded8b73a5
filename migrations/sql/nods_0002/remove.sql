-- Drops pgmatch's tables, or its columns and indexes on adopted tables.
--
-- Refuses to drop rows unless the setting pgmatch.drop_data is yes.
select pgmatch.lock_line('nods');

do $$
declare
  _table text;
  _adopted boolean;
  _policy name;
  _column text;
  _rows bigint;
  _index text;
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

  for _index in
    select n.name
    from unnest(
      array[
        'nods_page_parent_page_id_idx',
        'nods_page_section_page_id_idx',
        'nods_page_path_prefix_idx',
        'nods_page_type_idx',
        'nods_page_source_idx',
        'nods_page_meta_idx',
        'nods_page_section_content_length_idx'
      ]
    ) as n (name)
    where not exists (
      select from pgmatch.member as m
      where m.line = 'nods' and m.kind = 'index' and m.name = n.name and m.adopted
    )
  loop
    execute format('drop index if exists %I', _index);
  end loop;

  delete from pgmatch.member as m
  where m.line = 'nods' and (m.kind not in ('table', 'function') or m.name in ('nods_page', 'nods_page_section'));
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
select pgmatch.drop_function('nods', 'pgmatch.is_mine(anyelement)');
select pgmatch.drop_function('nods', 'pgmatch.current_owner()');
select pgmatch.drop_function('nods', 'pgmatch.nods_set_storage()');
select pgmatch.drop_function('nods', 'pgmatch.nods_longest_row(integer)');
