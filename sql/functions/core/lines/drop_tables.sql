-- drop_tables: drops the tables of a line, or what pgmatch added to those that existed before it, and gives back the
-- privileges that it changed.
--
-- Raises 55000 rather than drop a table that a function of the user's searches, or rows unless the setting
-- pgmatch.drop_data is yes; 2BP01 if something else of the user's needs a table or a column. The version table stays,
-- because Alembic writes to it after this step.
create or replace function pgmatch.drop_tables(line text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _hook constant regprocedure := to_regprocedure(format('pgmatch.%I(boolean)', line || '_apply_owners'));
  _member pgmatch.member;
  _table regclass;
  _statement text;
  _detail text;
  _rows bigint;
  _function text;
  _dropped regclass[] := '{}';
begin
  if _hook is not null and exists (
    select 1 from pgmatch.member as m where m.line = drop_tables.line and m.kind = 'table' and m.adopted
  ) then
    execute format('select pgmatch.%I(false)', line || '_apply_owners');
  end if;

  for _member in
    select m.* from pgmatch.member as m
    where m.line = drop_tables.line and m.kind = 'table' and m.name <> format('pgmatch.%s_version', m.line)
    order by m.name desc
  loop
    _table := pgmatch.member_oid(line, 'table', _member.name);
    if _member.adopted then
      perform pgmatch.leave_table(line, _table, _member);
    elsif _table is not null then
      execute format('select count(*) from %s', _table) into _rows;
      if _rows > 0 and current_setting('pgmatch.drop_data', true) is distinct from 'yes' then
        raise exception using
          errcode = 'object_not_in_prerequisite_state',
          message = format(
            'the downgrade would drop the table %s with its %s', _member.name, pgmatch.counted(_rows, 'row', 'rows')
          ),
          hint = format(
            'To drop them: pgmatch alembic%s -x drop_data=yes downgrade base', ' -n ' || nullif(line, 'nods')
          );
      end if;
      select format('%I.%I', f.schema_name, f.name) into _function
      from pgmatch.search_function as f
      where f.target = _table and pgmatch.search_oid(f) is not null
      order by 1
      limit 1;
      if _function is not null then
        raise exception using
          errcode = 'object_not_in_prerequisite_state',
          message = format('the downgrade would drop the table %s, which %s searches', _member.name, _function),
          hint = format('Drop the function first: select pgmatch.drop_search(%L);', _function);
      end if;
      _dropped := _dropped || _table;
    end if;
  end loop;
  if cardinality(_dropped) > 0 then
    execute 'drop table ' || array_to_string(_dropped, ', ');
  end if;

  for _statement in select s.statement from pgmatch.former_privileges(line) as s (statement) loop
    execute _statement;
  end loop;
exception when dependent_objects_still_exist then
  get stacked diagnostics _detail = pg_exception_detail;
  raise exception using
    errcode = 'dependent_objects_still_exist',
    message = sqlerrm,
    detail = _detail,
    hint = 'Drop or change what uses it, and run the downgrade again.';
end;
$$;

comment on function pgmatch.drop_tables is
  'Drops the tables of a line, or what pgmatch added to those that existed before it.';

revoke all on function pgmatch.drop_tables from public;
