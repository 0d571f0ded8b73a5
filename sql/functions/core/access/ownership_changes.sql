-- ownership_changes: the statements that give a new function the owner and the privileges that another had.
--
-- Roles that are gone are left out.
create or replace function pgmatch.ownership_changes(function regprocedure, owner name, acl aclitem[])
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format('revoke all on function %s from public', function)
  union all
  select format('revoke all on function %s from %I', function, r.rolname)
  from pgmatch.api_roles() as r (rolname)
  union all
  select format(
    'grant execute on function %s to %s%s',
    function,
    case a.grantee when 0 then 'public' else quote_ident(r.rolname) end,
    case when a.is_grantable and a.grantee <> 0 then ' with grant option' else '' end
  )
  from aclexplode(acl) as a
  left join pg_roles as r on r.oid = a.grantee
  where (a.grantee = 0 or r.rolname <> owner)
  union all
  select format('alter function %s owner to %I', function, r.rolname)
  from pg_roles as r
  where r.rolname = owner and r.rolname <> current_user
$$;

comment on function pgmatch.ownership_changes is
  'The statements that give a new function the owner and the privileges that another had.';

select pgmatch.register('core', 'function', 'pgmatch.ownership_changes');
