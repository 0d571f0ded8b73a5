-- doctor_policies: the tables whose policies differ from the access mode, or whose own ones widen it.
create or replace function pgmatch.doctor_policies()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'error',
    'table ' || m.name,
    format(
      'These policies differ from the mode %s: %s.', l.access, string_agg(p.name, ', ' order by p.name)
    ),
    array[pgmatch.access_statement(m.line)],
    true
  from (
    select i.line, t.name, t.object
    from pgmatch.install as i
    cross join lateral pgmatch.line_members(i.line, 'table') as t
  ) as m
  -- the mode of the first line also rules what belongs to the core
  cross join lateral (
    select i.access
    from pgmatch.install as i
    where i.access is not null and m.line in (i.line, 'core')
    order by i.base is not null, i.line
    limit 1
  ) as l
  -- of all its members at once: a line can have a thousand
  inner join (
    select i.line, c.target, c.statement
    from pgmatch.install as i
    cross join lateral pgmatch.member_changes(i.line, 'table') as c
  ) as c on c.line = m.line and c.target = m.object
  cross join lateral substring(c.statement from E'policy (pgmatch_\\w+) on ') as p (name)
  where p.name is not null
  group by m.line, m.name, l.access
  union all
  select
    'warning',
    format('policy %s on %s', p.polname, m.name),
    'This permissive policy shows tenants more than their own rows, because policies are combined with OR.',
    array[
      format(
        'drop policy %I on %s; -- and create it again `as restrictive`, if it is to narrow',
        p.polname,
        pgmatch.full_name(p.polrelid)
      )
    ],
    false
  from pgmatch.member as m
  inner join pg_policy as p on p.polrelid = pgmatch.member_oid(m.line, m.kind, m.name)
  where m.kind = 'table'
    and m.owner is not null
    and p.polpermissive
    and p.polname !~ '^pgmatch_'
    and exists (
      select 1
      from pgmatch.audience(m.line) as a
      inner join pg_roles as r on r.rolname = a.role
      where a.part = 'tenant' and p.polroles && array[0::oid, r.oid]
    )
$$;

comment on function pgmatch.doctor_policies is
  'Policies differ from the access mode, or show users more than their own rows.';

revoke all on function pgmatch.doctor_policies from public;
