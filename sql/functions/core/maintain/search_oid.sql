-- search_oid: the function that pgmatch.create_search has made for a declaration; null if there is none.
--
-- It is recognized by its oid, so that it may be renamed, or by its name, and by its text. That text may be anybody's,
-- so it counts only if the owner of the function has the rights of the record's owner. A function of that name that
-- belongs to another declaration does not count.
create or replace function pgmatch.search_oid(search pgmatch.search_function)
returns regprocedure
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select p.oid::regprocedure
  from (
    select p.oid from pg_proc as p where p.oid = search.made_function and search.made_table = search.target
    union all
    select p.oid
    from pg_proc as p
    inner join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = search.schema_name
      and p.proname = search.name
      and not exists (
        select 1
        from pgmatch.search_function as f
        where f.made_function = p.oid
          and f.made_table = f.target
          and (f.schema_name, f.name) <> (search.schema_name, search.name)
      )
  ) as f (oid)
  inner join pg_proc as p on p.oid = f.oid
  where p.prosrc like E'%\n-- pgmatch.search_function: {"%'
    and pg_has_role(
      p.proowner, (select c.relowner from pg_class as c where c.oid = 'pgmatch.search_function'::regclass), 'usage'
    )
  order by coalesce(p.oid = search.made_function, false) desc, p.oid
  limit 1
$$;

comment on function pgmatch.search_oid is
  'The function that pgmatch.create_search has made for a declaration; null if there is none.';

revoke all on function pgmatch.search_oid from public;
