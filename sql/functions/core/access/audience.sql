-- audience: the API roles that exist here, and what each may do under the access mode of a line.
--
-- part  'writer' may search and ingest, 'tenant' may do the same with its own rows, 'reader' may search,
--       null may do nothing.
--
-- What belongs to the core serves every line: there, a role has the highest part that it has in any line. It is a
-- reader too if it may call a function that create_search made for a user; so is public, which is left out otherwise.
create or replace function pgmatch.audience(line text)
returns table (role name, part text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with made as (
    select pgmatch.search_oid(f) as function
    from pgmatch.search_function as f
    -- the access mode of its line rules a member
    where audience.line = 'core' and not exists (
      select 1 from pgmatch.member as m
      where m.kind = 'function'
        and split_part(m.name, '(', 1) = quote_ident(f.name)
        -- unlike an equality, it is not hashed, for which every member would be looked up
        and pgmatch.member_oid(m.line, m.kind, m.name) is not distinct from pgmatch.search_oid(f)
    )
  )

  select
    r.rolname,
    coalesce(
      -- in the order of the alphabet, the highest is the last
      max(
        case
          when r.rolname = 'service_role' then 'writer'
          when i.access = 'owner' and r.rolname in ('authenticated', 'pgmatch_user') then 'tenant'
          when i.access = 'public_read' and r.rolname in ('anon', 'authenticated') then 'reader'
        end
      ) filter (where i.access is not null),
      case
        when exists (select 1 from made as m where has_function_privilege(r.rolname, m.function, 'execute'))
          then 'reader'
      end
    )
  from pgmatch.install as i
  cross join pgmatch.api_roles() as r (rolname)
  where i.line = audience.line or audience.line = 'core'
  group by r.rolname
  union all
  select 'public', 'reader'
  where exists (select 1 from made as m where has_function_privilege('public', m.function, 'execute'))
  order by 1
$$;

comment on function pgmatch.audience is
  'The API roles that exist, each as writer, tenant, reader or null under the access mode of a line.';

revoke all on function pgmatch.audience from public;
