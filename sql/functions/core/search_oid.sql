-- search_oid: the function that pgmatch.create_search has made for a declaration; null if there is none.
--
-- It is recognized by its oid, so that it may be renamed, or by its name; in both cases by its text, too. A function of
-- that name that belongs to another declaration does not count.
create or replace function pgmatch.search_oid(search pgmatch.search_function)
returns regprocedure
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select p.oid
      from pg_proc as p
      where p.oid = search.made_function
        and search.made_table = search.target
        and p.prosrc like E'%\n-- pgmatch.search_function: {"%'
    ),
    (
      select min(p.oid)
      from pg_proc as p
      inner join pg_namespace as n on n.oid = p.pronamespace
      where n.nspname = search.schema_name
        and p.proname = search.name
        and p.prosrc like E'%\n-- pgmatch.search_function: {"%'
        and not exists (
          select 1
          from pgmatch.search_function as f
          where f.made_function = p.oid
            and f.made_table = f.target
            and (f.schema_name, f.name) <> (search.schema_name, search.name)
        )
    )
  )::regprocedure
$$;

comment on function pgmatch.search_oid(pgmatch.search_function) is
  'The function that pgmatch.create_search has made for a declaration; null if there is none.';

revoke all on function pgmatch.search_oid(pgmatch.search_function) from public;
