-- nods_tenant: the owner of all sections that policies let the caller see; null if unknown.
--
-- A policy compares owner_id with a value that is known only when the statement runs. So the planner assumes a tenant
-- of average size, and reads all rows of a large one even if another index would find a few. Searches therefore name
-- the owner too, who owns both pages and sections. They must not if another policy lets the caller see more sections.
create or replace function pgmatch.nods_tenant()
returns text
language plpgsql
stable
set search_path from current
as $$
begin
  if row_security_active('nods_page_section') and (
    select bool_and(p.polname = 'pgmatch_tenants_select' and pg_get_expr(p.polqual, p.polrelid) ~ 'current_owner')
    from pg_policy as p
    where p.polrelid = 'nods_page_section'::regclass
      and p.polpermissive
      and p.polcmd in ('r', '*')
      and exists (select from unnest(p.polroles) as r (role) where r.role = 0 or pg_has_role(r.role, 'usage'))
  ) then
    return pgmatch.current_owner();
  end if;
  return null;
end;
$$;

comment on function pgmatch.nods_tenant() is
  'The owner of all sections that policies let the caller see; null if unknown.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_tenant()', 'execute', 'execute');
