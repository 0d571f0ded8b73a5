-- audience: the API roles that exist here and what the access mode of a line makes of each.
--
-- part  'writer' may search and ingest, 'reader' may search, null may do nothing.
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
      when i.access = 'public_read' then 'reader'
    end
  from pgmatch.install as i
  cross join pg_roles as r
  where i.line = audience.line and r.rolname in ('anon', 'authenticated', 'service_role')
  order by r.rolname
$$;

comment on function pgmatch.audience(text) is
  'The API roles that exist, each as writer, reader or null under the access mode of a line.';

revoke all on function pgmatch.audience(text) from public;
