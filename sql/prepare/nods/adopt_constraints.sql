-- Constraints of adopted tables that upserts, cascades and the order of ids rely on.
with wanted (table_name, column_name, kind, finding, remedy) as (
  values
    ('nods_page', 'id', 'p', 'has no primary key on id', 'add primary key (id)'),
    ('nods_page', 'path', 'u', 'has no unique constraint on path', 'add unique (path)'),
    ('nods_page_section', 'id', 'p', 'has no primary key on id', 'add primary key (id)'),
    (
      'nods_page_section',
      'page_id',
      'f',
      'has no foreign key from page_id to nods_page with on delete cascade',
      'add foreign key (page_id) references nods_page on delete cascade'
    )
)

select
  'stop' as level,
  c.oid::regclass::text as object,
  w.finding,
  null as lock,
  format('alter table %s %s;', c.oid::regclass, w.remedy) as remedy
from wanted as w
inner join pg_class as c on c.relname = w.table_name and c.relkind = 'r'
inner join pg_namespace as n
  on n.oid = c.relnamespace
  and n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public')
where not exists (
  select 1
  from pg_constraint as k
  inner join pg_attribute as a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
  where k.conrelid = c.oid
    and a.attname = w.column_name
    and (k.contype::text = w.kind or (w.kind = 'u' and k.contype = 'p'))
    and (w.kind <> 'f' or (k.confdeltype = 'c' and k.confrelid = to_regclass(format('%I.nods_page', n.nspname))))
)
-- in the mode owner, pgmatch's constraint includes the owner
and not (
  w.kind = 'u'
  and exists (
    select from pg_constraint as k where k.conrelid = c.oid and k.conname = 'nods_page_path_owner_id_key'
  )
)
