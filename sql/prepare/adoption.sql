-- adoption: what pgmatch.adopt_table would do if it were called with these arguments.
--
-- For the plan of an adoption only, which makes it in a transaction that is rolled back.
create function pg_temp.adoption(line text, name text, needed text[], added text[] default '{}', key text default null)
returns table (level text, object text, finding text, lock text, remedy text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with target as (
    select c.oid, c.oid::regclass::text as name, c.relrowsecurity, i.access
    from pgmatch.install as i
    inner join pg_namespace as n on n.nspname = i.schema_name
    inner join pg_class as c on c.relnamespace = n.oid and c.relname = adoption.name
    where i.line = adoption.line
  )

  select 'stop', t.name || ':', p.finding, null::text, p.remedy
  from target as t
  cross join lateral pgmatch.adoption_problem(t.oid::regclass, needed, added, key) as p

  union all

  select
    'change',
    format('%s.%I', t.name, s.name),
    'is added as ' || regexp_replace(s.type, ' (not null|default|generated) .*$', ''),
    'access exclusive' || case
      when s.type ~ ' generated ' then ' while the table is rewritten'
      else ' for an instant; no rewrite'
    end,
    null
  from target as t
  cross join unnest(added) as w (entry)
  cross join lateral pgmatch.split_name(w.entry) as s
  where not exists (
    select from pg_attribute as a where a.attrelid = t.oid and a.attname = s.name and not a.attisdropped
  )

  union all

  select 'change', t.name, 'gets row level security', 'access exclusive for an instant', null
  from target as t
  where not t.relrowsecurity

  union all

  select
    'change',
    t.name,
    'gets the indexes of the line',
    'share: writes wait while they are built; they go on while that of embeddings is built',
    null
  from target as t

  union all

  select 'change', t.name, 'privileges of anon, authenticated, service_role are set by access=' || t.access, null, null
  from target as t

  union all

  select 'keep', p.polname || ' on ' || t.name, 'policy stays', null, null
  from target as t
  inner join pg_policy as p on p.polrelid = t.oid

  union all

  select 'keep', x.indexrelid::regclass::text, 'index stays', null, null
  from target as t
  inner join pg_index as x on x.indrelid = t.oid
$$
