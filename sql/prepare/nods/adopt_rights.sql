-- Which roles lose a right that they have today, and how to keep it.
--
-- A right counts only if it works today: a policy shows rows to the role, or row level security is off. API roles get
-- the rights of the access mode. Other roles keep their own grants but lose those of public, and need a policy.
with given as (
  select
    coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public') as schema_name,
    coalesce(nullif(current_setting('pgmatch.access', true), ''), 'private') as access
),

tables as (
  select
    c.oid,
    c.oid::regclass::text as name,
    c.relname,
    c.relowner,
    c.relacl as acl,
    c.relrowsecurity
  from given as g
  inner join pg_namespace as n on n.nspname = g.schema_name
  inner join pg_class as c on c.relnamespace = n.oid
  where c.relname in ('nods_page', 'nods_page_section') and c.relkind = 'r'
),

functions as (
  select
    p.oid,
    p.oid::regprocedure::text as name,
    p.proname,
    p.prosecdef,
    coalesce(p.proacl, acldefault('f', p.proowner)) as acl
  from given as g
  inner join pg_namespace as n on n.nspname = g.schema_name
  inner join pg_proc as p on p.pronamespace = n.oid
  where p.proname in ('match_page_sections', 'get_page_parents')
),

roles as (
  select
    r.oid,
    r.rolname,
    r.rolname in ('anon', 'authenticated', 'service_role', 'pgmatch_user') as is_ruled,
    r.rolbypassrls
  from pg_roles as r
  where not r.rolsuper
    and not exists (select 1 from tables as t where pg_has_role(r.oid, t.relowner, 'usage'))
    -- members of service_role have its rights
    and not exists (
      select 1 from pg_roles as s
      where s.rolname = 'service_role' and s.oid <> r.oid and pg_has_role(r.oid, s.oid, 'usage')
    )
    and (
      r.rolname in ('anon', 'authenticated', 'service_role')
      or exists (select 1 from tables as t cross join lateral aclexplode(t.acl) as a where a.grantee = r.oid)
      or exists (select 1 from functions as f cross join lateral aclexplode(f.acl) as a where a.grantee = r.oid)
    )
),

-- rights on tables that work today, and whether they come from the role's own grant and from a policy
working as (
  select
    r.oid,
    r.rolname,
    r.is_ruled,
    t.name,
    t.relname,
    c.privilege,
    r.rolbypassrls or p.is_there as has_policy,
    exists(
      select from aclexplode(t.acl) as a
      where a.privilege_type = upper(c.privilege) and a.grantee <> 0 and pg_has_role(r.oid, a.grantee, 'usage')
    ) as has_grant
  from roles as r
  cross join tables as t
  cross join (
    values ('select', 'r'), ('insert', 'a'), ('update', 'w'), ('delete', 'd')
  ) as c (privilege, command)
  cross join lateral (
    select exists(
      select from pg_policy as p cross join lateral unnest(p.polroles) as o (role)
      where p.polrelid = t.oid
        and p.polpermissive
        and p.polcmd::text in (c.command, '*')
        and (o.role = 0 or pg_has_role(r.oid, o.role, 'usage'))
    ) as is_there
  ) as p
  where has_table_privilege(r.oid, t.oid, c.privilege)
    and (r.rolbypassrls or not t.relrowsecurity or p.is_there)
),

lost as (
  select
    w.oid,
    w.rolname,
    w.is_ruled,
    w.privilege,
    w.name
  from working as w
  cross join given as g
  where case
    when w.rolname = 'service_role' then false
    when g.access = 'public_read' and w.rolname in ('anon', 'authenticated') then w.privilege <> 'select'
    when g.access = 'owner' and w.rolname in ('authenticated', 'pgmatch_user') then false
    when w.is_ruled then true
    else not (w.has_grant and w.has_policy)
  end

  union all

  select
    r.oid,
    r.rolname,
    r.is_ruled,
    'execute',
    f.name
  from roles as r
  cross join functions as f
  cross join given as g
  where has_function_privilege(r.oid, f.oid, 'execute')
    -- it finds rows only if the role may read them
    and (
      f.prosecdef
      or exists (
        select from working as w
        where w.oid = r.oid
          and w.privilege = 'select'
          and w.relname = case f.proname when 'get_page_parents' then 'nods_page' else 'nods_page_section' end
      )
    )
    and case
      when r.rolname = 'service_role' then false
      when g.access = 'public_read' and r.rolname in ('anon', 'authenticated') then false
      when g.access = 'owner' and r.rolname in ('authenticated', 'pgmatch_user') then false
      -- only the roles of the access mode may execute pgmatch's helpers
      else true
    end
),

by_right as (
  select
    l.oid,
    l.rolname,
    l.is_ruled,
    l.privilege,
    format('%s on %s', l.privilege, string_agg(l.name, ', ' order by l.name)) as right_on
  from lost as l
  group by l.oid, l.rolname, l.is_ruled, l.privilege
),

by_role as (
  select
    l.rolname,
    l.is_ruled,
    string_agg(l.right_on, '; ' order by l.privilege) as rights,
    bool_and(l.privilege in ('select', 'execute')) as is_reading,
    (
      select string_agg(format('%I on %s', p.polname, t.name), ', ' order by p.polname, t.name)
      from tables as t
      inner join pg_policy as p on p.polrelid = t.oid and p.polpermissive and p.polcmd in ('r', '*')
      where t.relrowsecurity
        and pg_get_expr(p.polqual, p.polrelid) <> 'true'
        and exists (
          select from unnest(p.polroles) as o (role) where o.role = 0 or pg_has_role(l.oid, o.role, 'usage')
        )
    ) as narrower
  from by_right as l
  group by l.oid, l.rolname, l.is_ruled
)

select
  'change' as level,
  format('role %I', b.rolname) as object,
  format('loses %s', b.rights) as finding,
  null as lock,
  case
    when not b.is_ruled
      then format('To let it search and ingest, after the install: grant service_role to %I;', b.rolname)
    when b.is_reading and b.rolname in ('anon', 'authenticated')
      then '-x access=public_read lets it read and search'
      || coalesce(' every row. To keep what ' || b.narrower || ' leaves out, create it again as restrictive.', '.')
    when b.rolname = 'authenticated'
      then '-x access=owner lets each user read, search and write their own rows.'
    when b.rolname = 'anon'
      then '-x access=public_read lets it read and search; no mode lets it write.'
  end as remedy
from by_role as b
