-- ruled_objects: what access modes rule: the members of lines, and the schema "pgmatch" with all that is in it.
--
-- line    null for what no line uses
-- object  its oid
create or replace function pgmatch.ruled_objects()
returns table (line text, kind text, name text, object oid)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with members as (
    select i.line, m.kind, m.name, m.object
    from pgmatch.install as i
    cross join lateral pgmatch.line_members(i.line) as m
    where m.object is not null
  ),

  internal (kind, name, object) as (
    select 'schema', n.nspname, n.oid
    from pg_namespace as n
    where n.nspname = 'pgmatch'
    union all
    select 'function', p.oid::regprocedure::text, p.oid
    from pg_proc as p
    where p.pronamespace = 'pgmatch'::regnamespace
    union all
    select case c.relkind when 'S' then 'sequence' else 'table' end, c.oid::regclass::text, c.oid
    from pg_class as c
    where c.relnamespace = 'pgmatch'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
  )

  select m.* from members as m
  union all
  select null, i.*
  from internal as i
  where (i.kind, i.object) not in (select m.kind, m.object from members as m)
$$;

comment on function pgmatch.ruled_objects is
  'The objects that access modes rule: the members of lines, and the schema pgmatch with all that is in it.';

revoke all on function pgmatch.ruled_objects from public;
