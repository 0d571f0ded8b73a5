-- What changes on adopted tables besides columns and storage, that is security and indexes, and what stays.
with given as (
  select
    coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public') as schema_name,
    coalesce(nullif(current_setting('pgmatch.metric', true), ''), 'ip') as metric,
    coalesce(nullif(current_setting('pgmatch.access', true), ''), 'private') as access,
    nullif(current_setting('pgmatch.dimensions', true), '') as dimensions
),

adopted as (
  select
    c.oid,
    c.oid::regclass as relation,
    c.relname,
    c.relrowsecurity,
    c.reltuples
  from given as g
  inner join pg_namespace as n on n.nspname = g.schema_name
  inner join pg_class as c on c.relnamespace = n.oid
  where c.relname in ('nods_page', 'nods_page_section') and c.relkind = 'r'
),

embedding as (
  select
    a.oid,
    a.relation,
    t.atttypmod as dimensions
  from adopted as a
  inner join pg_attribute as t on t.attrelid = a.oid and t.attname = 'embedding' and t.atttypmod > 0
  where a.relname = 'nods_page_section'
),

vector_index as (
  select
    a.relation,
    x.indexrelid::regclass as index_relation,
    -- as in pgmatch.vector_indexes, which does not exist yet
    x.indisvalid and x.indpred is null
    and o.opcname in ('vector_' || g.metric || '_ops', 'halfvec_' || g.metric || '_ops', 'bit_hamming_ops')
    and pg_get_indexdef(x.indexrelid, 1, false) in (
      'embedding',
      format('((embedding)::%s)', format_type(t.atttypid, t.atttypmod)),
      format('((binary_quantize(embedding))::%s)', format_type(t.atttypid, t.atttypmod)),
      format('((%s.binary_quantize(embedding))::%s)', s.extension_schema, format_type(t.atttypid, t.atttypmod))
    ) as is_fitting
  from given as g
  cross join adopted as a
  inner join pg_index as x on x.indrelid = a.oid
  inner join pg_class as c on c.oid = x.indexrelid
  inner join pg_am as am on am.oid = c.relam and am.amname in ('hnsw', 'ivfflat')
  inner join pg_opclass as o on o.oid = x.indclass[0]
  inner join pg_attribute as t on t.attrelid = x.indexrelid and t.attnum = 1
  cross join lateral (
    select quote_ident(n.nspname) as extension_schema from pg_namespace as n where n.oid = o.opcnamespace
  ) as s
)

select
  'stop' as level,
  format('%s.embedding', e.relation) as object,
  format('has %s dimensions, but the option says %s', e.dimensions, g.dimensions) as finding,
  null as lock,
  'Leave the option out to keep the table as it is.' as remedy
from given as g
inner join embedding as e on e.dimensions::text <> g.dimensions

union all

select
  'change',
  a.relation::text,
  'gets row level security',
  'access exclusive for an instant',
  null
from adopted as a
where not a.relrowsecurity

union all

select
  'change',
  a.relation::text,
  format('privileges of %s are set by access=%s', r.roles, g.access),
  null,
  null
from given as g
cross join adopted as a
cross join lateral (
  select string_agg(r.rolname, ', ' order by r.rolname) as roles
  from pg_roles as r
  where r.rolname in ('anon', 'authenticated', 'service_role')
    and has_table_privilege(r.oid, a.oid, 'select, insert, update, delete, truncate')
) as r
where r.roles is not null

union all

select
  'change',
  a.relation::text,
  format('gets an index on %s', w.column_name),
  'share: writes wait while it is built',
  null
from adopted as a
inner join (
  values ('nods_page', 'parent_page_id'), ('nods_page_section', 'page_id')
) as w (relname, column_name) on w.relname = a.relname
where not exists (
  -- as in is_indexed
  select
  from pg_index as i
  inner join pg_attribute as t on t.attrelid = i.indrelid and t.attnum = i.indkey[0]
  where i.indrelid = a.oid and t.attname = w.column_name and i.indisvalid and i.indpred is null
)

union all

select
  'change',
  a.relation::text,
  'gets indexes for filters, on '
  || case a.relname when 'nods_page' then 'path, type, source, meta' else 'length(content)' end,
  'share: writes wait while it is built',
  null
from adopted as a

union all

select
  'change',
  a.relation::text,
  'gets an HNSW index on embedding',
  'none: it is built concurrently (as exported SQL: writes wait for it)',
  null
from adopted as a
where a.relname = 'nods_page_section' and not exists (select from vector_index as v where v.is_fitting)

union all

select
  'keep',
  a.relation::text,
  -- negative before the first analyze
  'keeps its rows' || case when a.reltuples > 0 then format(' (about %s)', a.reltuples::bigint) else '' end,
  null,
  null
from adopted as a

union all

select
  'keep',
  v.index_relation::text,
  case
    when v.is_fitting then 'is used'
    else 'is not used: it has another column or metric or a WHERE clause, or is not valid'
  end,
  null,
  null
from vector_index as v

union all

select
  'keep',
  format('%s on %s', quote_ident(p.polname), a.relation),
  'policy stays',
  null,
  null
from adopted as a
inner join pg_policy as p on p.polrelid = a.oid
