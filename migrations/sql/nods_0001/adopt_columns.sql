-- Columns of adopted tables that are of another type, or missing. A missing one is added where it may be null.
with wanted (table_name, column_name, type_name, is_needed) as (
  values
    ('nods_page', 'id', 'bigint', true),
    ('nods_page', 'parent_page_id', 'bigint', false),
    ('nods_page', 'path', 'text', true),
    ('nods_page', 'checksum', 'text', false),
    ('nods_page', 'meta', 'jsonb', false),
    ('nods_page', 'type', 'text', false),
    ('nods_page', 'source', 'text', false),
    ('nods_page', 'corpus', 'text', false),
    ('nods_page', 'section_ids', 'bigint[]', false),
    ('nods_page', 'owner_id', 'text', false),
    ('nods_page_section', 'id', 'bigint', true),
    ('nods_page_section', 'page_id', 'bigint', true),
    ('nods_page_section', 'content', 'text', true),
    ('nods_page_section', 'token_count', 'integer', false),
    ('nods_page_section', 'embedding', 'vector', true),
    ('nods_page_section', 'slug', 'text', false),
    ('nods_page_section', 'heading', 'text', false),
    ('nods_page_section', 'context', 'text', false),
    ('nods_page_section', 'owner_id', 'text', false)
),

found as (
  select
    c.oid::regclass as relation,
    w.column_name,
    w.type_name,
    w.is_needed,
    a.attname is null as is_missing,
    format_type(a.atttypid, null) as actual_type,
    a.atttypmod
  from wanted as w
  inner join pg_class as c on c.relname = w.table_name and c.relkind = 'r'
  inner join pg_namespace as n
    on n.oid = c.relnamespace
    and n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public')
  left join pg_attribute as a on a.attrelid = c.oid and a.attname = w.column_name and not a.attisdropped
)

select
  case when f.is_missing and not f.is_needed then 'change' else 'stop' end as level,
  format('%s.%s', f.relation, f.column_name) as object,
  case
    when f.is_missing and f.is_needed then format('is missing; it should be %s', f.type_name)
    when f.is_missing then format('is added as %s', f.type_name)
    when f.actual_type ~ '(^|\.)vector$' then 'has no number of dimensions, so it cannot be indexed'
    else format('is %s, not %s', f.actual_type, f.type_name)
  end as finding,
  case when f.is_missing and not f.is_needed then 'access exclusive for an instant; no rewrite' end as lock,
  case
    when f.is_missing and not f.is_needed then null
    when f.is_missing then format('alter table %s add column %I %s;', f.relation, f.column_name, f.type_name)
    when f.column_name = 'embedding'
      then format(
        'alter table %s alter column embedding type %s(1536); -- the length of your vectors',
        f.relation,
        case when f.actual_type ~ '(^|\.)vector$' then f.actual_type else f.type_name end
      )
    else format('alter table %s alter column %I type %s;', f.relation, f.column_name, f.type_name)
  end as remedy
from found as f
where f.is_missing
  or case f.column_name
    when 'embedding' then f.actual_type !~ '(^|\.)vector$' or f.atttypmod = -1
    when 'owner_id' then f.actual_type not in ('text', 'uuid')
    else f.actual_type <> f.type_name
  end
