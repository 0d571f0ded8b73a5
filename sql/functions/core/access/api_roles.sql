-- api_roles: the roles of this server that an access mode gives privileges to.
--
-- anon, authenticated and service_role belong to an API. Direct connections to Postgres use pgmatch_user to act for a
-- user, see pgmatch.add_user_role.
create or replace function pgmatch.api_roles()
returns setof name
language sql
stable
rows 4
set search_path = pg_catalog, pg_temp
as $$
  select r.rolname
  from pg_roles as r
  where r.rolname in ('anon', 'authenticated', 'service_role', 'pgmatch_user')
  order by r.rolname
$$;

comment on function pgmatch.api_roles is
  'The roles of this server that an access mode gives privileges to.';

revoke all on function pgmatch.api_roles from public;
