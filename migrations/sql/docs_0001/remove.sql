-- Undoes what versions.sql has done to an adopted table.
select pgmatch.lock_line('docs');

do $$
declare
  _key name;
  _definition text;
  _comment text;
begin
  if not exists (
    select from pgmatch.member as m
    where m.line = 'docs' and m.kind = 'table' and m.name = 'page' and m.adopted
  ) or to_regclass('page') is null then
    return;
  end if;
  if exists (
    select from pg_attrdef as d
    inner join pg_attribute as a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where d.adrelid = 'page'::regclass
      and a.attname = 'version'
      and pg_get_expr(d.adbin, d.adrelid) = '''00000000-0000-0000-0000-000000000000''::uuid'
  ) then
    alter table page alter column version drop default;
  end if;

  for _key, _definition, _comment in
    select k.conname, m.replaced, obj_description(k.oid, 'pg_constraint')
    from pgmatch.member as m
    inner join pg_constraint as k on k.conrelid = 'page'::regclass and m.name = format('page.%I', k.conname)
    where m.line = 'docs' and m.kind = 'constraint'
  loop
    execute format('alter table page drop constraint %1$I, add constraint %1$I %2$s', _key, _definition);
    execute format('comment on constraint %I on page is %L', _key, _comment);
  end loop;
end;
$$;
