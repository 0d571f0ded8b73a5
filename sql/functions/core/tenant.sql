-- tenant: the owner of all rows of a table that policies let the caller see, and the column that holds it.
--
-- A policy compares that column with a value that is known only when the statement runs. So the planner assumes a
-- tenant of average size, and reads all rows of a large one even if another index would find a few. Searches therefore
-- name the owner too. They must not if another policy lets the caller see more rows: then both are null.
create or replace function pgmatch.tenant(target regclass, out owner_column name, out owner text)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if row_security_active(target) and (
    select bool_and(p.polname = 'pgmatch_tenants_select' and pg_get_expr(p.polqual, p.polrelid) ~ 'current_owner')
    from pg_policy as p
    where p.polrelid = target
      and p.polpermissive
      and p.polcmd in ('r', '*')
      and exists (select 1 from unnest(p.polroles) as r (role) where r.role = 0 or pg_has_role(r.role, 'usage'))
  ) then
    owner := pgmatch.current_owner();
    -- the column that the policy compares
    select a.attname into owner_column
    from pg_policy as p
    inner join pg_depend as d
      on d.classid = 'pg_policy'::regclass and d.objid = p.oid and d.refobjid = p.polrelid and d.refobjsubid > 0
    inner join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where p.polrelid = target and p.polname = 'pgmatch_tenants_select';
  end if;
end;
$$;

comment on function pgmatch.tenant(regclass) is
  'The owner of all rows of a table that policies let the caller see, and the column that holds it; nulls if unknown.';

select pgmatch.register('core', 'function', 'pgmatch.tenant(regclass)', 'execute', 'execute');
