-- A table or functions with the names of this line's that are not the plugin's. pgmatch.adopt_table checks the columns.
with given as (
  select coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public') as schema_name
),

found as (
  select
    c.oid,
    format('%I.%I', n.nspname, c.relname) as name,
    format('%I.match_documents', n.nspname) as function_name,
    2 = (
      select count(*) from pg_attribute as a
      where a.attrelid = c.oid and a.attname in ('document_id', 'source_id') and not a.attisdropped
    ) as is_the_plugins
  from given as g
  inner join pg_namespace as n on n.nspname = g.schema_name
  inner join pg_class as c on c.relnamespace = n.oid and c.relname = 'documents' and c.relkind = 'r'
)

select
  'stop' as level,
  f.name as object,
  case when f.is_the_plugins then 'has no primary key on id'
    else 'is a table of another tool: it has no columns document_id and source_id'
  end as finding,
  null as lock,
  case when f.is_the_plugins then format('alter table %s add primary key (id);', f.name)
    else coalesce(
      format(
        'To search it as it is, install the core alone (pgmatch alembic -n core upgrade head) and run:'
        ' select pgmatch.create_search(%L, %L%s); ',
        f.function_name, f.name, s.options
      ),
      ''
    ) || 'To have both, install this line into another schema: -x schema=...'
  end as remedy
from found as f
left join lateral (
  select
    concat(
      case when a.attname <> 'embedding' then format(', embedding => %L', a.attname) end,
      case when 2 = (
        select count(*) from pg_attribute as m
        where m.attrelid = f.oid
          and (m.attname, m.atttypid) in (('content', 'text'::regtype), ('metadata', 'jsonb'::regtype))
      ) then ', contract => ''langchain''' end
    ) as options
  from pg_attribute as a
  inner join pg_type as t on t.oid = a.atttypid and t.typname in ('vector', 'halfvec')
  where a.attrelid = f.oid and not a.attisdropped
  order by a.attname <> 'embedding', a.attnum
  limit 1
) as s on true
where not f.is_the_plugins or not exists (
  select from pg_constraint as k
  inner join pg_attribute as a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
  where k.conrelid = f.oid and k.contype = 'p' and a.attname = 'id'
)

union all

select
  'stop',
  p.oid::regprocedure::text,
  'has the name of one of pgmatch''s',
  null,
  format('Rename or drop it, or install into another schema (-x schema=...): drop function %s;', p.oid::regprocedure)
from given as g
inner join pg_namespace as n on n.nspname = g.schema_name
inner join pg_proc as p on p.pronamespace = n.oid
where p.proname in ('search_documents', 'put_document', 'delete_documents')
  -- if an earlier install left pgmatch's own, they are created again
  and not exists (
    select from pg_proc as o
    where o.pronamespace = n.oid
      and o.proname = 'search_documents'
      and o.prosrc ~ E'\n-- made by pgmatch[.]create_search'
  )
