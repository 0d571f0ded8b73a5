-- tenant_filter: the SQL condition that names the owner of all rows of a table that policies let the caller see.
--
-- row_name  what the condition calls a row
--
-- A policy compares the column of the owner with a value that is known only when the statement runs. So the planner
-- assumes a tenant of average size, and reads all rows of a large one even if another index would find a few. Searches
-- therefore name the owner too. They must not if another policy lets the caller see other rows, or if somebody has
-- changed the condition of ours: then it is null.
create or replace function pgmatch.tenant_filter(target regclass, row_name name default 's')
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _owner name;
  _is_all boolean;
begin
  if not row_security_active(target) then
    return null;
  end if;
  select min(c.owner), bool_and(c.owner is not null) into _owner, _is_all
  from pg_policy as p
  left join lateral (
    select a.attname as owner
    from pg_depend as d
    inner join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where d.classid = 'pg_policy'::regclass and d.objid = p.oid and d.refobjid = p.polrelid and d.refobjsubid > 0
      and p.polname = 'pgmatch_tenants_select'
      and pg_get_expr(p.polqual, p.polrelid) ~ pgmatch.owner_comparison(a.attname)
  ) as c on true
  where p.polrelid = target
    and p.polpermissive
    and p.polcmd in ('r', '*')
    and exists (select 1 from unnest(p.polroles) as r (role) where r.role = 0 or pg_has_role(r.role, 'usage'));
  if _is_all then
    return format('%I.%I = ', row_name, _owner) || quote_literal(pgmatch.current_owner());
  end if;
  return null;
end;
$$;

comment on function pgmatch.tenant_filter is
  'The SQL condition that names the owner of all rows that policies let the caller see; null if unknown.';

select pgmatch.register('core', 'function', 'pgmatch.tenant_filter', 'execute', 'execute');
