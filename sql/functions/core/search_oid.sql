-- search_oid: the function of this name that pgmatch.create_search has made, recognized by its text; null if none.
--
-- That text may be anybody's, so it counts only if the owner of the function has the rights of the record's owner.
create or replace function pgmatch.search_oid(schema_name name, name name)
returns regprocedure
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select min(p.oid)::regprocedure
  from pg_proc as p
  inner join pg_namespace as n on n.oid = p.pronamespace
  where n.nspname = search_oid.schema_name
    and p.proname = search_oid.name
    and p.prosrc like E'%\n-- pgmatch.search_function: {"%'
    and pg_has_role(
      p.proowner, (select c.relowner from pg_class as c where c.oid = 'pgmatch.search_function'::regclass), 'usage'
    )
$$;

comment on function pgmatch.search_oid is
  'The function of this name that pgmatch.create_search has made; null if none.';

select pgmatch.register('core', 'function', 'pgmatch.search_oid');
