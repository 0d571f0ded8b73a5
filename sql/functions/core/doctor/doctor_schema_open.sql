-- doctor_schema_open: who may put a function or an operator that fits better into the schema of a line or of the
-- extension, to be run by whoever searches or upgrades.
create or replace function pgmatch.doctor_schema_open()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'warning',
    'schema ' || s.name,
    format(
      '%s may create objects there. A function or an operator that fits a call better than the right one would run for'
      ' whoever searches or upgrades.',
      s.role
    ),
    array[format('revoke create on schema %s from %s;', s.name, s.role)],
    true
  from (
    select
      quote_ident(n.nspname),
      case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end
    from pg_namespace as n
    cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
    where n.nspname <> 'pgmatch'
      and (
        n.nspname in (select i.schema_name from pgmatch.install as i)
        or n.oid = (select e.extnamespace from pg_extension as e where e.extname = 'vector')
      )
      and a.privilege_type = 'CREATE'
      and (a.grantee = 0 or pg_get_userbyid(a.grantee) in ('anon', 'authenticated'))
  ) as s (name, role)
$$;

comment on function pgmatch.doctor_schema_open is
  'A role that is not trusted may create objects in the schema of a line or of the extension.';

revoke all on function pgmatch.doctor_schema_open from public;
