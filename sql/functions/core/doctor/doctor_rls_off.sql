-- doctor_rls_off: the tables of pgmatch without row level security.
create or replace function pgmatch.doctor_rls_off()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'error',
    'table ' || t.name,
    'Row level security is off: any role that can read the table reads every row, whatever the policies say.',
    array[format('alter table %s enable row level security;', t.name)],
    true
  from (
    select distinct format('%I.%I', n.nspname, c.relname)
    from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace
    where not c.relrowsecurity
      and c.relkind in ('r', 'p')
      and (
        -- a line that is removed leaves its version table, without rows
        (
          n.nspname = 'pgmatch'
          and (c.relname not like '%\_version' or c.relname in (select i.line || '_version' from pgmatch.install as i))
        )
        or c.oid in (select pgmatch.member_oid(m.line, m.kind, m.name) from pgmatch.member as m where m.kind = 'table')
      )
  ) as t (name)
$$;

comment on function pgmatch.doctor_rls_off is
  'A table has no row level security.';

revoke all on function pgmatch.doctor_rls_off from public;
