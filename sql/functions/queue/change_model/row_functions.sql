-- row_functions: the functions that return rows of a table, by its type. Those in SQL that list its columns fail as
-- soon as it has one more.
create or replace function pgmatch.row_functions(target regclass)
returns setof regprocedure
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select p.oid::regprocedure
  from pg_class as c
  inner join pg_type as t on t.oid = c.reltype
  inner join pg_proc as p on p.prorettype in (t.oid, t.typarray)
  where c.oid = target and p.pronamespace <> 'pgmatch'::regnamespace
  order by p.oid::regprocedure::text
$$;

comment on function pgmatch.row_functions is
  'The functions that return rows of a table, by its type.';

revoke all on function pgmatch.row_functions from public;
