-- default_grants: the statements that let service_role use each new table in a schema, or no longer.
--
-- tables_schema  in which users make tables of a line; null for none
--
-- Such a table can be used at once, although pgmatch does not know it yet. It holds for tables that the owner of
-- pgmatch makes. Returns no rows if nothing has to change.
create or replace function pgmatch.default_grants(tables_schema text, is_wanted boolean)
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format(
    'alter default privileges for role %I in schema %I %s select, insert, update, delete on tables %s service_role',
    pg_get_userbyid(c.relowner),
    n.nspname,
    case when is_wanted then 'grant' else 'revoke' end,
    case when is_wanted then 'to' else 'from' end
  )
  from pg_namespace as n
  inner join pg_class as c on c.oid = 'pgmatch.install'::regclass
  inner join pg_roles as r on r.rolname = 'service_role'
  where n.nspname = tables_schema
    and is_wanted <> exists (
      select 1
      from pg_default_acl as d
      cross join lateral aclexplode(d.defaclacl) as a
      where d.defaclnamespace = n.oid and d.defaclrole = c.relowner and d.defaclobjtype = 'r' and a.grantee = r.oid
      group by a.grantee
      having count(*) filter (where a.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')) = 4
    )
$$;

comment on function pgmatch.default_grants is
  'The statements that let service_role use each new table in a schema, or no longer.';

revoke all on function pgmatch.default_grants from public;
