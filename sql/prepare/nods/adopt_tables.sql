-- Relations that have the names of pgmatch's tables but cannot be adopted.
select
  'stop' as level,
  c.oid::regclass::text as object,
  w.finding,
  null as lock,
  w.remedy
from pg_class as c
inner join pg_namespace as n
  on n.oid = c.relnamespace
  and n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public')
-- the owner of the record, which may not exist yet
inner join pg_roles as o
  on o.oid = coalesce(
    (select r.relowner from pg_class as r where r.oid = to_regclass('pgmatch.member')), current_user::regrole
  )
cross join lateral (
  select
    case
      when c.relkind <> 'r' then 'is not an ordinary table'
      -- as in pgmatch.is_trusted
      when not pg_has_role(c.relowner, 'usage') or not pg_has_role(c.relowner, o.oid, 'usage')
        and (o.rolsuper or not pg_has_role(o.oid, c.relowner, 'usage'))
        then format('belongs to the role "%s", not to "%s"', pg_get_userbyid(c.relowner), o.rolname)
    end as finding,
    case
      when c.relkind <> 'r' then 'Rename it, or install into another schema: -x schema=...'
      else format(
        'Run this as %1$I, or: alter table %2$s owner to %3$I;',
        pg_get_userbyid(c.relowner), c.oid::regclass, o.rolname
      )
    end as remedy
) as w
where c.relname in ('nods_page', 'nods_page_section')
  and w.finding is not null

union all

-- one line has the names of its functions to itself; its type shows that it is here
select
  'stop',
  format('schema %I', n.nspname),
  format('already has the line "%s", whose functions have the same names', split_part(t.typname, '_', 1)),
  null,
  'Install into another schema: -x schema=...'
from pg_type as t
inner join pg_namespace as n
  on n.oid = t.typnamespace
  and n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public')
where t.typname like E'%\\_section\\_match' and t.typname <> 'nods_section_match' and t.typtype = 'c'
