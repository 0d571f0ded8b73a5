-- nods_has_policies: whether policies may hide sections from the caller, judged without reading rows.
--
-- A policy that passes every row does not count: the mode public_read creates such policies.
create or replace function pgmatch.nods_has_policies()
returns boolean
language plpgsql
stable
set search_path from current
as $$
begin
  return row_security_active('nods_page_section') and exists (
    select from pg_policy as p
    where p.polrelid = 'nods_page_section'::regclass and pg_get_expr(p.polqual, p.polrelid) <> 'true'
  );
end;
$$;

comment on function pgmatch.nods_has_policies() is
  'Whether row level security applies to the caller and a policy on sections is not simply true.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_has_policies()', 'execute', 'execute');
