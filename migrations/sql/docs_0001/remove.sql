-- Undoes what versions.sql has done to an adopted table.
select pgmatch.lock_line('docs');

do $$
declare
  _key name;
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

  for _key in
    select k.conname
    from pg_constraint as k
    where k.conrelid = 'page'::regclass and obj_description(k.oid, 'pg_constraint') like 'pgmatch:%'
  loop
    execute format(
      'alter table page drop constraint %1$I, add constraint %1$I foreign key (parent_page_id) references page', _key
    );
  end loop;
end;
$$;
