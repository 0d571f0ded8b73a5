-- Locks existing tables; every change to them runs under these locks.
select pgmatch.lock_tables(array[to_regclass('nods_page_section'), to_regclass('nods_page')]);

-- Records what already exists, to keep it in a downgrade, and which columns pgmatch adds to it.
insert into pgmatch.member (line, kind, name, adopted)
select
  'nods',
  'table',
  c.relname,
  true
from pg_class as c
inner join pgmatch.install as i on i.line = 'nods' and c.relnamespace = to_regnamespace(quote_ident(i.schema_name))
where c.relname in ('nods_page', 'nods_page_section');

insert into pgmatch.member (line, kind, name)
select
  'nods',
  'column',
  w.table_name || '.' || w.column_name
from (
  values
    ('nods_page', 'parent_page_id'),
    ('nods_page', 'checksum'),
    ('nods_page', 'meta'),
    ('nods_page', 'type'),
    ('nods_page', 'source'),
    ('nods_page', 'corpus'),
    ('nods_page', 'section_ids'),
    ('nods_page', 'owner_id'),
    ('nods_page_section', 'token_count'),
    ('nods_page_section', 'slug'),
    ('nods_page_section', 'heading'),
    ('nods_page_section', 'context'),
    ('nods_page_section', 'owner_id')
) as w (table_name, column_name)
inner join pgmatch.member as m on m.line = 'nods' and m.kind = 'table' and m.name = w.table_name and m.adopted
where not exists (
  select from pg_attribute as a
  where a.attrelid = w.table_name::regclass and a.attname = w.column_name and not a.attisdropped
);

insert into pgmatch.member (line, kind, name, adopted)
select
  'nods',
  'index',
  c.relname,
  true
from pgmatch.member as m
inner join pg_index as x on x.indrelid = m.name::regclass
inner join pg_class as c on c.oid = x.indexrelid
where m.line = 'nods' and m.kind = 'table' and m.adopted;
