-- doctor_rls_no_policy: the roles that get empty answers and no error.
create or replace function pgmatch.doctor_rls_no_policy()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    case when r.is_ruled then 'error' else 'warning' end,
    'table ' || w.name,
    r.name || ' may read the table, but no policy shows it any row: results are empty, without an error.',
    array[
      case
        when r.is_ruled then pgmatch.access_statement(w.line)
        else format(
          'create policy %I on %s for select to %I using (true);', r.name || ' reads', w.name, r.name
        )
      end
    ],
    r.is_ruled
  from (
    select t.target, pgmatch.full_name(t.target), t.line, c.relowner, c.relacl
    from pgmatch.watched_tables() as t
    inner join pg_class as c on c.oid = t.target and c.relrowsecurity
  ) as w (target, name, line, owner, acl)
  cross join lateral (
    select
      o.oid,
      o.rolname,
      w.line is not null and o.rolname in (select a.rolname from pgmatch.api_roles() as a (rolname))
    from pg_roles as o
    where not o.rolsuper and not o.rolbypassrls
  ) as r (id, name, is_ruled)
  where has_table_privilege(r.id, w.target, 'select')
    and not pg_has_role(r.id, w.owner, 'usage')
    -- not everybody who may read all data of the server
    and (r.is_ruled or exists (select 1 from aclexplode(w.acl) as a where a.grantee = r.id))
    and not exists (
      select 1
      from pg_policy as p
      cross join lateral unnest(p.polroles) as o (role)
      where p.polrelid = w.target
        and p.polpermissive
        and p.polcmd in ('r', '*')
        and (o.role = 0 or pg_has_role(r.id, o.role, 'usage'))
    )
$$;

comment on function pgmatch.doctor_rls_no_policy is
  'A role may read a table, but no policy shows it any row.';

revoke all on function pgmatch.doctor_rls_no_policy from public;
