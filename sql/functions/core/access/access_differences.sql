-- access_differences: where public or an API role has other privileges on an object than its access mode says.
--
-- line, access  the line that rules the object, and its mode; those of the first line for what no line uses
-- wanted, has   as pgmatch.granted returns them
create or replace function pgmatch.access_differences()
returns table (line text, access text, object text, role name, wanted text, has text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with wanted as materialized (
    select l.line, m.*
    from (select distinct m.line from pgmatch.member as m) as l
    cross join lateral pgmatch.member_privileges(l.line) as m
    union all
    select
      null,
      o.kind,
      o.name,
      o.object,
      r.role,
      case
        when o.kind = 'schema' and exists (
          select 1
          from pgmatch.install as l
          cross join lateral pgmatch.audience(l.line) as a
          where a.role = r.role and a.part is not null
        ) then 'usage'
      end
    from pgmatch.ruled_objects() as o
    cross join (select 'public'::name union all select pgmatch.api_roles()) as r (role)
    where o.line is null
  )

  select i.line, i.access, w.kind || ' ' || w.name, w.role, w.privileges, g.privileges
  from wanted as w
  left join pgmatch.granted(array(select w.object from wanted as w)) as g
    on (g.kind, g.object, g.role) = (w.kind, w.object, w.role)
  cross join lateral (
    select l.line, l.access
    from pgmatch.install as l
    where l.access is not null
    order by l.line = w.line desc nulls last, l.base is not null, l.line
    limit 1
  ) as i
  where g.privileges is distinct from w.privileges
$$;

comment on function pgmatch.access_differences is
  'Where public or an API role has other privileges on an object than its access mode says.';

revoke all on function pgmatch.access_differences from public;
