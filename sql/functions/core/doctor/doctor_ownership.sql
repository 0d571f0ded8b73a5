-- doctor_ownership: what belongs to a role that is not trusted: tables of lines, their schemas, and functions.
create or replace function pgmatch.doctor_ownership()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with named as (
    select 'schema' as kind, quote_ident(n.nspname) as name, n.nspowner as owner
    from pg_namespace as n
    where n.nspname in (
      select w.name
      from pgmatch.install as i
      cross join lateral unnest(array[i.schema_name, i.tables_schema]) as w (name)
    )
    and n.nspowner not in (
      select d.datdba from pg_database as d where d.datname = current_database()
      union all
      select 'pg_database_owner'::regrole
    )
    union all
    select 'function', p.oid::regprocedure::text, p.proowner
    from pgmatch.ruled_objects() as r
    inner join pg_proc as p on p.oid = r.object
    where r.kind = 'function'
    union all
    select 'table', pgmatch.full_name(c.oid), c.relowner
    from pgmatch.ruled_objects() as r
    inner join pg_class as c on c.oid = r.object
    where r.kind = 'table'
  )

  select
    'error',
    n.kind || ' ' || n.name,
    format(
      'Belongs to the role %I, %s.',
      pg_get_userbyid(n.owner),
      case n.kind
        when 'table' then 'which reads and changes all rows, whatever the policies say'
        when 'function' then 'which could replace it by one that runs for whoever calls it'
        else 'which could drop and replace what is in it'
      end
    ),
    array[format('alter %s %s owner to %I;', n.kind, n.name, pg_get_userbyid(c.relowner))],
    false
  from named as n
  inner join pg_class as c on c.oid = 'pgmatch.member'::regclass
  where not pgmatch.is_trusted(n.owner)
$$;

comment on function pgmatch.doctor_ownership is
  'A table, a function or a schema of pgmatch belongs to a role that is not trusted.';

revoke all on function pgmatch.doctor_ownership from public;
