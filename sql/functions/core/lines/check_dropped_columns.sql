-- check_dropped_columns: refuses to drop a column that pgmatch added to an adopted table and that holds what nobody
-- could restore: embeddings, and the owners of rows. Also one that is part of something of the user's on several
-- columns, such as an index, which Postgres would drop without a word.
--
-- Raises 2BP01 for the latter, and 55000 for the former unless the setting pgmatch.drop_data is yes.
create or replace function pgmatch.check_dropped_columns(line text, target regclass, member pgmatch.member)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _column name;
  _values bigint;
  _dependent text;
begin
  select a.attname, pg_describe_object(d.classid, d.objid, 0) into _column, _dependent
  from pg_attribute as a
  inner join pgmatch.member as m
    on m.line = check_dropped_columns.line
    and m.kind = 'column'
    and m.name = format('%s.%I', member.name, a.attname)
  inner join pg_depend as d
    on (d.refclassid, d.refobjid, d.refobjsubid, d.deptype) = ('pg_class'::regclass, a.attrelid, a.attnum, 'a')
  inner join pg_depend as o
    on (o.classid, o.objid, o.refclassid, o.refobjid, o.deptype)
    = (d.classid, d.objid, d.refclassid, d.refobjid, d.deptype)
    and o.refobjsubid not in (0, d.refobjsubid)
  where a.attrelid = target and d.classid <> 'pg_attrdef'::regclass
  limit 1;
  if _dependent is not null then
    raise exception using
      errcode = 'dependent_objects_still_exist',
      message = format(
        'cannot drop column %I of table %s because other objects depend on it', _column, pgmatch.full_name(target)
      ),
      detail = format('%s depends on it and on other columns', _dependent);
  end if;

  for _column in
    select a.attname
    from pg_attribute as a
    inner join pg_type as t on t.oid = a.atttypid
    inner join pgmatch.member as m
      on m.line = check_dropped_columns.line
      and m.kind = 'column'
      and m.name = format('%s.%I', member.name, a.attname)
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped
      and (a.attname = member.owner or t.typname in ('vector', 'halfvec'))
      and current_setting('pgmatch.drop_data', true) is distinct from 'yes'
  loop
    execute format('select count(nullif(%I::text, %L)) from %s', _column, '', target) into _values;
    if _values > 0 then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = format(
          'the downgrade would drop the column %s.%I with its %s',
          pgmatch.full_name(target), _column, pgmatch.counted(_values, 'value', 'values')
        ),
        hint = format(
          'To drop it: pgmatch alembic%s -x drop_data=yes downgrade base', ' -n ' || nullif(line, 'nods')
        );
    end if;
  end loop;
end;
$$;

comment on function pgmatch.check_dropped_columns is
  'Raises for a column that a downgrade would drop with embeddings, owners or an index of the user''s.';

revoke all on function pgmatch.check_dropped_columns from public;
