-- doctor_grants_lost: the objects that a role may not use as the access mode says.
create or replace function pgmatch.doctor_grants_lost()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'error',
    d.object,
    format(
      'The mode %s needs these missing privileges: %s.',
      d.access,
      string_agg(format('%s: %s', d.role, p.privilege), '; ' order by d.role, p.privilege)
    ),
    array[pgmatch.access_statement(d.line)],
    true
  from pgmatch.access_differences() as d
  cross join lateral (
    select w.privilege
    from pgmatch.privileges_of(d.wanted) as w (privilege)
    except
    select h.privilege
    from pgmatch.privileges_of(d.has) as h (privilege)
  ) as p
  group by d.line, d.access, d.object
  union all
  select
    'error',
    'schema ' || s.name,
    format(
      'The mode %s needs these missing privileges: %s.',
      s.access,
      string_agg(s.role || ': usage', '; ')
    )
    || case
      when s.may_grant then ''
      else format(' Another role owns the schema, so %I may not grant it.', current_user)
    end,
    array[
      case
        when s.may_grant then pgmatch.access_statement(s.line)
        else format('grant usage on schema %s to %s;', s.name, string_agg(s.role, ', '))
      end
    ],
    s.may_grant
  from (
    select l.line, l.access, u.match[1], u.match[2], has_schema_privilege(n.oid, 'usage with grant option')
    from pgmatch.install as i
    -- the mode of the first line also rules what belongs to the core
    cross join lateral (
      select m.line, m.access
      from pgmatch.install as m
      where m.access is not null and i.line in (m.line, 'core')
      order by m.base is not null, m.line
      limit 1
    ) as l
    cross join lateral pgmatch.usage_changes(i.line) as c (statement)
    cross join lateral regexp_match(c.statement, '^grant usage on schema (.*) to (.*)$') as u (match)
    inner join pg_namespace as n on quote_ident(n.nspname) = u.match[1]
    -- others share the schema of the line that they build on
    where coalesce(i.base, 'core') = 'core'
  ) as s (line, access, name, role, may_grant)
  group by s.line, s.access, s.name, s.may_grant
$$;

comment on function pgmatch.doctor_grants_lost is
  'A role lacks privileges that the access mode needs.';

revoke all on function pgmatch.doctor_grants_lost from public;
