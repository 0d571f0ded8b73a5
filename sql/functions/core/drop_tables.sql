-- drop_tables: drops the tables of a line, or what pgmatch added to those that existed before it.
--
-- Refuses to drop rows unless the setting pgmatch.drop_data is yes. The version table stays, because Alembic writes to
-- it after this step.
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
  _part text;
  _detail text;
  _rows bigint;
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
      perform pgmatch.check_dropped_columns(line, _table, _member);
      for _part in
        select format('drop policy %I on %s', p.polname, _table)
        from pg_policy as p
        where p.polrelid = _table
          and p.polname ~ '^pgmatch_(readers|writers|nobody|tenants_(select|insert|update|delete))$'
        union all
        select 'drop index ' || c.oid::regclass
        from pg_index as x
        inner join pg_class as c on c.oid = x.indexrelid
        inner join pg_am as a on a.oid = c.relam
        left join pgmatch.member as m on m.line = drop_tables.line and m.kind = 'index' and m.name = c.relname
        -- pgmatch.index_statement names those that are not recorded
        where x.indrelid = _table and not coalesce(
          m.adopted, a.amname <> 'hnsw' or c.relname !~ '_hnsw_(ip|cosine|l2|l1)_idx$'
        )
        union all
        select format('alter table %s drop column %I', _table, a.attname)
        from pg_attribute as a
        inner join pgmatch.member as m
          on m.line = drop_tables.line and m.kind = 'column' and m.name = format('%s.%I', _member.name, a.attname)
        where a.attrelid = _table and a.attnum > 0 and not a.attisdropped
      loop
        begin
          execute _part;
        exception when dependent_objects_still_exist then
          get stacked diagnostics _detail = pg_exception_detail;
          raise exception using
            errcode = 'dependent_objects_still_exist',
            message = sqlerrm,
            detail = _detail,
            hint = 'Drop or change what uses it, and run the downgrade again.';
        end;
      end loop;
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
      _dropped := _dropped || _table;
    end if;
  end loop;
  if cardinality(_dropped) > 0 then
    execute 'drop table ' || array_to_string(_dropped, ', ');
  end if;
end;
$$;

comment on function pgmatch.drop_tables is
  'Drops the tables of a line, or what pgmatch added to those that existed before it.';

revoke all on function pgmatch.drop_tables from public;
