-- The columns of the template that nods has not, on adopted tables: what has another type, and what changes.
select
  case when format_type(a.atttypid, null) <> w.type_name then 'stop' else 'change' end as level,
  format('%s.%s', c.oid::regclass, w.column_name) as object,
  case
    when a.attname is null then format('is added as %s', w.type_name)
    when format_type(a.atttypid, null) <> w.type_name
      then format('is %s, not %s', format_type(a.atttypid, null), w.type_name)
    else 'gets a default, so that a refresh removes pages that were written without a version'
  end as finding,
  null as lock,
  case
    when format_type(a.atttypid, null) <> w.type_name then format(
      'alter table %s alter column %I type %s using %2$I::text::%3$s;', c.oid::regclass, w.column_name, w.type_name
    )
  end as remedy
from (values ('version', 'uuid'), ('last_refresh', 'timestamp with time zone')) as w (column_name, type_name)
inner join pg_class as c on c.relname = 'page' and c.relkind = 'r'
inner join pg_namespace as n
  on n.oid = c.relnamespace
  and n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'docs')
left join pg_attribute as a on a.attrelid = c.oid and a.attname = w.column_name and not a.attisdropped
where a.attname is null
  or format_type(a.atttypid, null) <> w.type_name
  or w.column_name = 'version' and not a.atthasdef

union all

select
  'change',
  c.oid::regclass::text,
  'lets a page go whose children stay: they lose their parent',
  'access exclusive while the foreign key is checked',
  null
from pg_class as c
inner join pg_namespace as n
  on n.oid = c.relnamespace
  and n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'docs')
where c.relname = 'page' and c.relkind = 'r' and exists (
  select from pg_constraint as k
  inner join pg_attribute as a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
  where k.contype = 'f' and k.conrelid = c.oid and k.confrelid = c.oid
    and k.confdeltype = 'a' and a.attname = 'parent_page_id'
)
