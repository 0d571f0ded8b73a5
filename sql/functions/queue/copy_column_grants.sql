-- copy_column_grants: gives a column the privileges that another one has beside those of the table.
create or replace function pgmatch.copy_column_grants(target regclass, source name, copy name)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _statement text;
begin
  for _statement in
    select format(
      'grant %s (%I) on %s to %s%s',
      g.privilege_type, copy, target,
      case g.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(g.grantee)) end,
      case when g.is_grantable then ' with grant option' end
    )
    from pg_attribute as a
    cross join lateral aclexplode(a.attacl) as g
    where a.attrelid = target and a.attname = source
  loop
    execute _statement;
  end loop;
end;
$$;

comment on function pgmatch.copy_column_grants is
  'Gives a column the privileges that another one has beside those of the table.';

revoke all on function pgmatch.copy_column_grants from public;
