-- doctor_grants_extra: the objects that public or an API role may use beyond what the access mode says.
create or replace function pgmatch.doctor_grants_extra()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'error',
    d.object,
    format(
      'The mode %s does not allow these privileges: %s.',
      d.access,
      string_agg(format('%s: %s', d.role, p.privilege), '; ' order by d.role, p.privilege)
    ),
    array[pgmatch.access_statement(d.line)],
    true
  from pgmatch.access_differences() as d
  cross join lateral (
    select h.privilege
    from pgmatch.privileges_of(d.has) as h (privilege)
    except
    select w.privilege
    from pgmatch.privileges_of(d.wanted) as w (privilege)
  ) as p
  group by d.line, d.access, d.object
$$;

comment on function pgmatch.doctor_grants_extra is
  'A role has more privileges than the access mode allows.';

revoke all on function pgmatch.doctor_grants_extra from public;
