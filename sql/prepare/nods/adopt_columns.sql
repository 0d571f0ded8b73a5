-- Columns of adopted tables that are missing or have another type. A missing column is added if it may be null.
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

extension as (
  select
    quote_ident(coalesce(n.nspname, p.nspname, 'public')) as schema_name,
    -- where the install would create it
    case
      when e.oid is null
        then format('create extension vector with schema %I; ', coalesce(p.nspname, 'public'))
      else ''
    end as creates
  from (values (true)) as one (row)
  left join pg_extension as e on e.extname = 'vector'
  left join pg_namespace as n on n.oid = e.extnamespace
  left join pg_namespace as p on p.nspname = 'extensions'
),

found as (
  select
    c.oid,
    c.oid::regclass as relation,
    w.column_name,
    w.type_name,
    w.is_needed,
    a.attname is null as is_missing,
    a.attnum,
    a.atttypid,
    a.atthasdef,
    format_type(a.atttypid, null) as actual_type,
    substring(format_type(a.atttypid, null) from '([^.]+)$') as bare_type,
    a.atttypmod
  from wanted as w
  inner join pg_class as c on c.relname = w.table_name and c.relkind = 'r'
  inner join pg_namespace as n
    on n.oid = c.relnamespace
    and n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public')
  left join pg_attribute as a on a.attrelid = c.oid and a.attname = w.column_name and not a.attisdropped
),

wrong as (
  select
    f.*,
    -- an expression that reads the numbers of a vector
    case
      when f.column_name <> 'embedding' or f.is_missing then null
      when f.bare_type in ('vector', 'halfvec', 'sparsevec') then 'embedding'
      when f.bare_type like '%[]' then 'embedding::real[]'
      -- a client may have sent the array as a string
      when f.bare_type in ('json', 'jsonb') then 'nullif(translate(embedding::text, ''"'', ''''), ''null'')'
      when f.bare_type in ('text', 'character varying') then 'nullif(translate(embedding, ''{}'', ''[]''), '''')'
    end as numbers
  from found as f
  where f.is_missing
    or case f.column_name
      when 'embedding' then f.actual_type !~ '(^|\.)vector$' or f.atttypmod = -1
      when 'owner_id' then f.actual_type not in ('text', 'uuid')
      else f.actual_type <> f.type_name
    end
),

repair as (
  select
    w.*,
    e.creates,
    e.schema_name,
    -- counted in one row; ts_stat can run a query whose table is only known here
    coalesce(
      case when w.numbers is not null and has_table_privilege(w.oid, 'select') then
        (
          select t.word
          from ts_stat(
            format(
              'select array_to_tsvector(array[cardinality(string_to_array(%s::text, '',''))::text])'
              ' from %s where %1$s is not null limit 1',
              case when w.bare_type = 'sparsevec' then 'embedding::' || e.schema_name || '.vector' else w.numbers end,
              w.relation
            )
          ) as t
        )
      end,
      nullif(current_setting('pgmatch.dimensions', true), ''),
      '1536'
    ) as dimensions,
    -- indexes of the column, because their operator classes fit only its present type
    (
      select coalesce(string_agg(format('drop index %s; ', d.objid::regclass), '' order by d.objid::regclass::text), '')
      from pg_depend as d
      inner join pg_index as x on x.indexrelid = d.objid and not x.indisunique
      where d.classid = 'pg_class'::regclass
        and d.refclassid = 'pg_class'::regclass
        and d.refobjid = w.oid
        and d.refobjsubid = w.attnum
        and w.bare_type <> 'vector'
    ) as drops,
    exists(
      select
      from pg_type as s
      cross join pg_type as t
      where s.oid = w.atttypid
        and t.oid = to_regtype(w.type_name)
        and (
          'S' in (s.typcategory, t.typcategory)
          or exists (select 1 from pg_cast as k where k.castsource = s.oid and k.casttarget = t.oid)
        )
    ) as can_be_cast
  from wrong as w
  cross join extension as e
)

select
  case when r.is_missing and not r.is_needed then 'change' else 'stop' end as level,
  format('%s.%s', r.relation, r.column_name) as object,
  case
    when r.is_missing and r.is_needed then format('is missing; it should be %s', r.type_name)
    when r.is_missing then format('is added as %s', r.type_name)
    when r.actual_type ~ '(^|\.)vector$' then 'has no number of dimensions, so it cannot be indexed'
    else format('is %s, not %s', r.actual_type, r.type_name)
  end as finding,
  case when r.is_missing and not r.is_needed then 'access exclusive for an instant; no rewrite' end as lock,
  case
    when r.is_missing and not r.is_needed then null
    when r.is_missing and r.column_name = 'embedding'
      then format(
        '%salter table %s add column embedding %s.vector(%s);', r.creates, r.relation, r.schema_name, r.dimensions
      )
    when r.is_missing then format('alter table %s add column %I %s;', r.relation, r.column_name, r.type_name)
    when r.numbers is not null
      then format(
        '%s%salter table %s %salter column embedding type %s.vector(%s) using (%s)::%5$s.vector(%6$s);',
        r.creates,
        r.drops,
        r.relation,
        case when r.atthasdef then 'alter column embedding drop default, ' end,
        r.schema_name,
        r.dimensions,
        r.numbers
      )
    when r.can_be_cast
      then format(
        'alter table %s alter column %I type %s using %2$I::%3$s;', r.relation, r.column_name, r.type_name
      )
    else 'Rename the table, or install into another schema: -x schema=...'
  end as remedy
from repair as r
