-- apply_usage: USAGE on the three schemas that a call passes through, for the roles that may call.
--
-- The schema "pgmatch" is ours, so it is taken away first; the line's schema and the extension's are
-- the user's, so USAGE there is only ever added.
create or replace function pgmatch.apply_usage(line text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _role name;
  _schema name;
begin
  revoke all on schema pgmatch from public;
  for _role in
    select r.rolname from pgmatch.api_roles() as r (rolname)
  loop
    execute format('revoke all on schema pgmatch from %I', _role);
    if exists (
      select from pgmatch.install as i cross join pgmatch.audience(i.line) as a
      where a.role = _role and a.part is not null
    ) then
      execute format('grant usage on schema pgmatch to %I', _role);
    end if;
  end loop;

  for _role, _schema in
    select a.role, n.nspname
    from pgmatch.audience(line) as a
    inner join pg_namespace as n
      on n.nspname = (select i.schema_name from pgmatch.install as i where i.line = apply_usage.line)
      or n.oid = (select e.extnamespace from pg_extension as e where e.extname = 'vector')
    where a.part is not null and not has_schema_privilege(a.role, n.oid, 'usage')
  loop
    execute format('grant usage on schema %I to %I', _schema, _role);
    -- a downgrade takes back what was not there before; lines named after another share its grants
    update pgmatch.install as i
    set usages = array_append(array_remove(i.usages, u.usage), u.usage)
    from (values (format('schema %I from %I', _schema, _role))) as u (usage)
    where i.line = split_part(apply_usage.line, '_', 1);
  end loop;
end;
$$;

comment on function pgmatch.apply_usage(text) is
  'Grants USAGE on the line''s schema, the extension''s and pgmatch to the roles that may call the line.';

revoke all on function pgmatch.apply_usage(text) from public;
