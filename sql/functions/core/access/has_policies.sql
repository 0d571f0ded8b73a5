-- has_policies: whether policies may hide rows of a table from the caller, judged without reading rows.
--
-- A policy that passes every row does not count: the mode public_read creates such policies.
create or replace function pgmatch.has_policies(target regclass)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return row_security_active(target) and exists (
    select 1 from pg_policy as p where p.polrelid = target and pg_get_expr(p.polqual, p.polrelid) <> 'true'
  );
end;
$$;

comment on function pgmatch.has_policies is
  'Whether row level security applies to the caller and a policy on the table is not simply true.';

select pgmatch.register('core', 'function', 'pgmatch.has_policies', 'execute', 'execute');
