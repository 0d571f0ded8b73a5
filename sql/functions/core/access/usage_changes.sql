-- usage_changes: the statements that grant callers of a line USAGE on the schemas that a call needs.
--
-- Those are its own, the one in which users make tables of it and, for the line core, pgmatch and the schema of the
-- vector extension. Tables that users make get privileges when they are made, see pgmatch.default_grants.
--
-- The schema "pgmatch" belongs to pgmatch, so all others lose USAGE on it. The line's schema and the extension's belong
-- to the user, so USAGE on them is only added. Returns no rows if nothing has to change.
create or replace function pgmatch.usage_changes(line text)
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with audience as materialized (
    select a.role from pgmatch.audience(line) as a where a.part is not null
  )

  select
    format('revoke all on schema pgmatch from %s', quote_ident(w.role))
      || case when w.privilege is not null then format('; grant usage on schema pgmatch to %I', w.role) else '' end
  from (
    select r.role, case when r.role in (select a.role from audience as a) then 'usage' end
    from (select 'public'::name union all select pgmatch.api_roles()) as r (role)
  ) as w (role, privilege)
  left join pgmatch.granted(array['pgmatch'::regnamespace::oid]) as g on g.kind = 'schema' and g.role = w.role
  where usage_changes.line = 'core' and g.privileges is distinct from w.privilege
  union all
  select format('grant usage on schema %I to %I', n.nspname, a.role)
  from audience as a
  inner join pg_namespace as n
    on n.nspname in (
      select unnest(array[i.schema_name, i.tables_schema])
      from pgmatch.install as i
      where i.line = usage_changes.line and i.access is not null
    )
    or usage_changes.line = 'core'
    and n.oid in (select e.extnamespace from pg_extension as e where e.extname = 'vector')
  where not has_schema_privilege(a.role, n.oid, 'usage')
  union all
  select d.statement
  from pgmatch.install as i
  cross join lateral pgmatch.default_grants(i.tables_schema, true) as d (statement)
  where i.line = usage_changes.line
$$;

comment on function pgmatch.usage_changes is
  'The statements that grant callers of a line USAGE on its schema; for the core on the extension''s and pgmatch.';

revoke all on function pgmatch.usage_changes from public;
