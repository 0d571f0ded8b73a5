-- Adds the columns of the template that nods has not, and lets a page go whose children stay.
insert into pgmatch.member (line, kind, name)
select
  'docs',
  'column',
  'page.' || w.column_name
from (values ('version'), ('last_refresh')) as w (column_name)
inner join pgmatch.member as m on m.line = 'docs' and m.kind = 'table' and m.name = 'page' and m.adopted
where not exists (
  select from pg_attribute as a
  where a.attrelid = 'page'::regclass and a.attname = w.column_name and not a.attisdropped
)
on conflict on constraint member_pkey do nothing;

alter table page
  add column if not exists version uuid,
  add column if not exists last_refresh timestamptz;

do $$
declare
  _key name;
  _definition text;
  _comment text;
begin
  -- null is not unequal to anything, so the generator's purge would leave a page without a version
  if not exists (
    select from pg_attribute as a where a.attrelid = 'page'::regclass and a.attname = 'version' and a.atthasdef
  ) then
    alter table page alter column version set default '00000000-0000-0000-0000-000000000000';
  end if;

  for _key, _definition, _comment in
    select k.conname, pg_get_constraintdef(k.oid), obj_description(k.oid, 'pg_constraint')
    from pg_constraint as k
    inner join pg_attribute as a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
    where k.contype = 'f' and k.conrelid = 'page'::regclass and k.confrelid = 'page'::regclass
      and k.confdeltype = 'a' and a.attname = 'parent_page_id'
  loop
    insert into pgmatch.member (line, kind, name, adopted, replaced)
    values ('docs', 'constraint', format('page.%I', _key), true, _definition)
    on conflict on constraint member_pkey do nothing;
    -- before what may follow the actions
    execute format('alter table page drop constraint %1$I, add constraint %1$I %2$s', _key, regexp_replace(
      _definition,
      '(( DEFERRABLE)?( INITIALLY DEFERRED)?( NOT ENFORCED)?( NOT VALID)?)$',
      E' ON DELETE SET NULL\\1'
    ));
    execute format('comment on constraint %I on page is %L', _key, _comment);
  end loop;
end;
$$;

comment on column page.version is
  'The refresh that last saw the page. A generator removes the pages of all other versions.';
comment on column page.last_refresh is 'When that was.';
