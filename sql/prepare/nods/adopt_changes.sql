-- What changes on adopted tables besides their columns: storage, security, indexes; and what stays.
with adopted as (
  select c.oid, c.oid::regclass as relation, c.relname, c.relrowsecurity, c.reltuples
  from pg_class as c
  inner join pg_namespace as n
    on n.oid = c.relnamespace
    and n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public')
  where c.relname in ('nods_page', 'nods_page_section') and c.relkind = 'r'
),

vector_index as (
  select
    a.relation,
    x.indexrelid::regclass as index_relation,
    x.indisvalid
    and x.indpred is null
    and o.opcname like '%vec\_' || coalesce(nullif(current_setting('pgmatch.metric', true), ''), 'ip') || '\_ops'
    or x.indisvalid
    and x.indpred is null
    and o.opcname = 'vector_' || coalesce(nullif(current_setting('pgmatch.metric', true), ''), 'ip') || '_ops' as is_fitting
  from adopted as a
  inner join pg_index as x on x.indrelid = a.oid
  inner join pg_class as c on c.oid = x.indexrelid
  inner join pg_am as am on am.oid = c.relam and am.amname in ('hnsw', 'ivfflat')
  inner join pg_opclass as o on o.oid = x.indclass[0]
)

select
  'keep' as level,
  a.relation::text as object,
  format('keeps its rows (about %s)', greatest(a.reltuples, 0)::bigint) as finding,
  null as lock,
  null as remedy
from adopted as a

union all

select 'change', a.relation::text, 'gets row level security', 'access exclusive for an instant', null
from adopted as a
where not a.relrowsecurity

union all

select
  'change',
  a.relation::text,
  format('privileges of %s are set by access=%s', g.roles, coalesce(nullif(current_setting('pgmatch.access', true), ''), 'private')),
  null,
  'To let anon and authenticated read and search: -x access=public_read'
from adopted as a
cross join lateral (
  select string_agg(r.rolname, ', ' order by r.rolname) as roles
  from pg_roles as r
  where r.rolname in ('anon', 'authenticated', 'service_role')
    and has_table_privilege(r.oid, a.oid, 'select, insert, update, delete, truncate')
) as g
where g.roles is not null

union all

select
  'change',
  format('%s.embedding', a.relation),
  'new rows keep the embedding inline; `pgmatch optimize` rewrites the old ones',
  'access exclusive for an instant; no rewrite',
  null
from adopted as a
inner join pg_attribute as t on t.attrelid = a.oid and t.attname = 'embedding' and t.attstorage <> 'p' and t.atttypmod <= 1900

union all

select
  'keep',
  v.index_relation::text,
  case when v.is_fitting then 'is used' else 'is not used: another metric, a WHERE clause, or not valid' end,
  null,
  null
from vector_index as v

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
  'keep', format('%s on %s', quote_ident(p.polname), a.relation), 'policy stays', null, null
from adopted as a
inner join pg_policy as p on p.polrelid = a.oid
