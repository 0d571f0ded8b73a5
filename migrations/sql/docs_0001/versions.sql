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
begin
  -- null is not unequal to anything, so the generator's purge would leave a page without a version
  if not exists (
    select from pg_attribute as a where a.attrelid = 'page'::regclass and a.attname = 'version' and a.atthasdef
  ) then
    alter table page alter column version set default '00000000-0000-0000-0000-000000000000';
  end if;

  for _key in
    select k.conname
    from pg_constraint as k
    inner join pg_attribute as a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
    where k.contype = 'f' and k.conrelid = 'page'::regclass and k.confrelid = 'page'::regclass
      and k.confdeltype = 'a' and a.attname = 'parent_page_id'
  loop
    execute format(
      'alter table page drop constraint %1$I, '
      'add constraint %1$I foreign key (parent_page_id) references page on delete set null',
      _key
    );
    execute format(
      'comment on constraint %I on page is ''pgmatch: a page may go while its children stay.''', _key
    );
  end loop;
end;
$$;

comment on column page.version is
  'The refresh that last saw the page. A generator removes the pages of all other versions.';
comment on column page.last_refresh is 'When that was.';
