-- doctor_view_definer: views over a table of a line that show its rows to roles whose own policies might hide them.
--
-- A view reads its tables as its owner does, unless it has security_invoker; a materialized view is a copy. A function
-- with security definer cannot be found so: Postgres does not record which tables it reads.
create or replace function pgmatch.doctor_view_definer()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with recursive views as (
    select m.line, pgmatch.member_oid(m.line, m.kind, m.name) as source, r.ev_class as view
    from pgmatch.member as m
    inner join pg_depend as d
      on d.refclassid = 'pg_class'::regclass and d.refobjid = pgmatch.member_oid(m.line, m.kind, m.name)
    inner join pg_rewrite as r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
    where m.kind = 'table' and m.line <> 'core'
    union
    select v.line, v.source, r.ev_class
    from views as v
    inner join pg_depend as d on d.refclassid = 'pg_class'::regclass and d.refobjid = v.view
    inner join pg_rewrite as r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid and r.ev_class <> v.view
  )

  select
    'warning',
    'view ' || pgmatch.full_name(c.oid),
    format(
      'Shows rows of %s to %s as its owner sees them, not as the access mode does.',
      string_agg(distinct pgmatch.full_name(v.source), ', '), string_agg(distinct a.role, ', ')
    ),
    array[
      case c.relkind
        when 'v' then format('alter view %s set (security_invoker = true);', pgmatch.full_name(c.oid))
        else format('revoke select on %s from %s;', pgmatch.full_name(c.oid), string_agg(distinct a.role, ', '))
      end
    ],
    false
  from views as v
  inner join pg_class as c on c.oid = v.view and c.relkind in ('v', 'm')
  -- who sees all rows anyway does not need the view
  inner join lateral pgmatch.audience(v.line) as a on a.part is null or a.part = 'tenant'
  where has_any_column_privilege(a.role::text, c.oid, 'select')
    and coalesce(c.reloptions::text !~* 'security_invoker=(true|on|yes|1)', true)
  group by c.oid, c.relkind
$$;

comment on function pgmatch.doctor_view_definer is
  'A view shows rows of a line to roles as its owner sees them, whatever the access mode says.';

revoke all on function pgmatch.doctor_view_definer from public;
