-- changed_searches: the tables with a search that pgmatch.refresh_searches would make again, or cannot.
--
-- tables  those that were changed; null for any
--
-- It leaves out tables whose owner lacks rights of the caller: to check a declaration, Postgres plans a query on the
-- table, and may then run functions that its owner has put into the definition of an index.
create or replace function pgmatch.changed_searches(tables oid[])
returns setof regclass
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with trusted as materialized (
    select c.oid from pg_class as c
    where (tables is null or c.oid = any(tables)) and pg_has_role(c.relowner, current_user, 'usage')
  )

  select d.target
  from trusted as t
  inner join pgmatch.declared_searches() as d on d.target = t.oid
  cross join lateral pgmatch.search_state(d) as s
  -- one that has become invalid is said once, when its table changes
  where s.state in ('outdated', 'renamed') or s.state = 'invalid' and tables is not null
  union
  -- a line makes anew only what has changed, see pgmatch.refresh_searches
  select s.target
  from trusted as t
  inner join pgmatch.searched_columns() as s on s.target = t.oid
  where to_regprocedure('pgmatch.' || quote_ident(s.line || '_make_walk') || '()') is not null
    -- its metric follows its index
    or tables is not null
    and to_regprocedure('pgmatch.' || quote_ident(s.line || '_declare') || '(regclass)') is not null
$$;

comment on function pgmatch.changed_searches is
  'The tables with a search that pgmatch.refresh_searches would make again, or cannot.';

revoke all on function pgmatch.changed_searches from public;
