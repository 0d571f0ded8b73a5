-- former_privileges: the statements that give public and the API roles what they could do before pgmatch with the
-- tables of a line that a downgrade keeps, and their sequences.
--
-- Returns no rows for what has not changed, or if somebody has dropped it. Roles that are gone are left out.
create or replace function pgmatch.former_privileges(line text)
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with kept as materialized (
    select o.kind, o.object, coalesce(m.granted, '{}') as granted
    from pgmatch.line_members(line) as o
    inner join pgmatch.member as m
      on m.line = former_privileges.line and m.kind = o.kind and m.name = o.name and (m.adopted or m.kind = 'sequence')
    where o.kind <> 'function' and o.object is not null
  )

  select concat_ws('; ', format('revoke all on %s %s from %s', k.kind, k.object::regclass, r.name), g.statements)
  from kept as k
  cross join (
    select 'public' as role, 'public' as name
    union all
    select a.role, quote_ident(a.role) from pgmatch.api_roles() as a (role)
  ) as r
  left join pgmatch.granted(array(select k.object from kept as k)) as n
    on (n.kind, n.object, n.role) = (k.kind, k.object, r.role)
  cross join lateral (
    select string_agg(
      format(
        'grant %s on %s %s to %s%s',
        regexp_replace(p.privilege, ' with grant option$', ''),
        k.kind,
        k.object::regclass,
        r.name,
        substring(p.privilege from ' with grant option$')
      ),
      '; '
    ) as statements
    from pgmatch.privileges_of(k.granted ->> r.role) as p (privilege)
  ) as g
  where n.privileges is distinct from k.granted ->> r.role
$$;

comment on function pgmatch.former_privileges is
  'The statements that give public and the API roles what they could do with adopted tables before pgmatch.';

revoke all on function pgmatch.former_privileges from public;
