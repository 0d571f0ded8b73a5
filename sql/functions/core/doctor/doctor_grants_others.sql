-- doctor_grants_others: the roles that are neither owner nor of the API, with what they may use.
create or replace function pgmatch.doctor_grants_others()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'info',
    'role ' || r.name,
    format(
      'Has privileges on %s%s. The access mode does not manage this role.',
      array_to_string(r.objects[:3], ', '),
      case when cardinality(r.objects) > 3 then format(' and %s more', cardinality(r.objects) - 3) end
    ),
    '{}'::text[],
    false
  from (
    select o.rolname, array_agg(distinct u.kind || ' ' || u.name)
    from pgmatch.ruled_objects() as u
    -- lists who is granted anything, without the owner
    inner join pg_shdepend as d
      on d.deptype = 'a'
      and d.objid = u.object
      and d.classid = case u.kind
        when 'function' then 'pg_proc'::regclass
        when 'schema' then 'pg_namespace'::regclass
        else 'pg_class'::regclass
      end
    inner join pg_database as b on b.oid = d.dbid and b.datname = current_database()
    inner join pg_roles as o on o.oid = d.refobjid
    where o.rolname not in (select a.rolname from pgmatch.api_roles() as a (rolname))
    group by o.rolname
  ) as r (name, objects)
$$;

comment on function pgmatch.doctor_grants_others is
  'A role that the access mode does not manage has privileges.';

revoke all on function pgmatch.doctor_grants_others from public;
