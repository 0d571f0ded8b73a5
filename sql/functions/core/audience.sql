-- audience: the API roles that exist here, and what each may do under the access mode of a line.
--
-- part  'writer' may search and ingest, 'tenant' may do the same with its own rows, 'reader' may search,
--       null may do nothing.
create or replace function pgmatch.audience(line text)
returns table (role name, part text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    r.rolname,
    case
      when r.rolname = 'service_role' then 'writer'
      when i.access = 'owner' and r.rolname in ('authenticated', 'pgmatch_user') then 'tenant'
      when i.access = 'public_read' and r.rolname in ('anon', 'authenticated') then 'reader'
    end
  from pgmatch.install as i
  cross join pgmatch.api_roles() as r (rolname)
  where i.line = audience.line
  order by r.rolname
$$;

comment on function pgmatch.audience(text) is
  'The API roles that exist, each as writer, tenant, reader or null under the access mode of a line.';

revoke all on function pgmatch.audience(text) from public;
