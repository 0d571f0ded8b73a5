-- A table or functions with the names of this line's that it cannot take over.
with found as (
  select
    c.oid,
    n.nspname,
    c.oid::regclass as relation,
    c.relkind,
    c.relowner,
    2 = (
      select count(*) from pg_attribute as a
      where a.attrelid = c.oid and a.attname in ('document_id', 'source_id') and not a.attisdropped
    ) as is_the_plugins
  from pg_namespace as n
  inner join pg_class as c on c.relnamespace = n.oid
  where n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public')
    and c.relname = 'documents'
),

wanted (name, type) as (
  values
    ('id', 'text'), ('source', 'text'), ('source_id', 'text'), ('content', 'text'), ('document_id', 'text'),
    ('author', 'text'), ('url', 'text'), ('created_at', 'timestamp with time zone'), ('embedding', 'vector')
),

columns as (
  select
    f.relation,
    w.name,
    w.type,
    a.atttypid is null as is_missing,
    format_type(a.atttypid, a.atttypmod) as actual,
    case
      when w.name <> 'embedding' then w.type
      else format(
        '%s(%s)',
        coalesce(
          (select e.extnamespace::regnamespace::text || '.' from pg_extension as e where e.extname = 'vector'), ''
        ) || 'vector',
        coalesce(nullif(current_setting('pgmatch.dimensions', true), ''), '256')
      )
    end as wanted
  from found as f
  cross join wanted as w
  left join pg_attribute as a on a.attrelid = f.oid and a.attname = w.name and not a.attisdropped
  where f.is_the_plugins
    and f.relkind = 'r'
    and case
      when w.name = 'embedding' then coalesce(format_type(a.atttypid, a.atttypmod) !~ E'(^|\\.)vector\\(', true)
      else coalesce(format_type(a.atttypid, a.atttypmod) <> w.type, true)
    end
)

select
  'stop' as level,
  f.relation::text as object,
  case
    when f.relkind <> 'r' then 'is not an ordinary table'
    when not f.is_the_plugins then 'is a table of another tool: it has no columns document_id and source_id'
    when not pg_has_role(f.relowner, 'usage')
      then format('belongs to the role "%s", not to "%s"', pg_get_userbyid(f.relowner), current_user)
    else 'has no primary key on id'
  end as finding,
  null as lock,
  case
    when f.relkind <> 'r' then 'Rename it, or install into another schema: -x schema=...'
    when not f.is_the_plugins
      then coalesce(
        format(
          'To search it as it is, install the core alone (pgmatch alembic -n core upgrade head) and run:'
          ' select pgmatch.create_search(%L, %L%s); To have both, ',
          format('%I.match_documents', f.nspname),
          format('%I.documents', f.nspname),
          s.options
        ),
        'To have both, '
      ) || 'install this line into another schema: -x schema=...'
    when not pg_has_role(f.relowner, 'usage')
      then format(
        'Run this as %1$I, or: alter table %2$s owner to %3$I;',
        pg_get_userbyid(f.relowner), f.relation, current_user
      )
    else format('alter table %s add primary key (id);', f.relation)
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
where f.relkind <> 'r'
  or not f.is_the_plugins
  or not pg_has_role(f.relowner, 'usage')
  or not exists (
    select from pg_constraint as k
    inner join pg_attribute as a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
    where k.conrelid = f.oid and k.contype = 'p' and a.attname = 'id'
  )

union all

select
  'stop',
  format('%s.%s', c.relation, c.name),
  case when c.is_missing then 'is missing' else format('is %s, not %s', c.actual, c.wanted) end,
  null,
  format(
    case
      when c.is_missing then 'alter table %s add column %I %s;'
      else 'alter table %s alter column %I type %s using %2$I::%3$s;'
    end,
    c.relation, c.name, c.wanted
  )
from columns as c

union all

select
  'stop',
  p.oid::regprocedure::text,
  'has the name of one of pgmatch''s',
  null,
  format(
    'Rename or drop it, or install into another schema (-x schema=...): drop function %s;', p.oid::regprocedure
  )
from pg_proc as p
inner join pg_namespace as n on n.oid = p.pronamespace
where n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public')
  and p.proname in ('search_documents', 'put_document', 'delete_documents')
  -- if an earlier install left pgmatch's own, they are created again
  and not exists (
    select from pg_proc as o
    where o.pronamespace = p.pronamespace
      and o.proname = 'search_documents'
      and o.prosrc ~ E'\n-- made by pgmatch[.]create_search'
  )
