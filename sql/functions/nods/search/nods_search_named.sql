-- nods_search_named: the function with this name that searches, in the schema of the tables.
--
-- Only functions of the line and those that pgmatch.create_search has made count: a caller by RPC must not reach others
-- through it. The names and the text may be anybody's, so the owner has to have the rights of the record's owner, as in
-- pgmatch.search_oid. The line documents has a match_page_sections too. Raises 42883 if there is none, with a list of
-- those that there are.
create or replace function pgmatch.nods_search_named(search text)
returns regprocedure
language plpgsql
stable
set search_path from current
as $$
declare
  _found regprocedure;
  _names text;
begin
  select min(p.oid) filter (where p.proname = search::name), string_agg(distinct p.proname::text, ', '::text)
  into _found, _names
  from pg_proc as p
  where p.pronamespace = (select c.relnamespace from pg_class as c where c.oid = 'nods_page_section'::regclass::oid)
    and pg_catalog.has_function_privilege(p.oid, 'execute'::text)
    and pg_has_role(
      p.proowner, (select c.relowner from pg_class as c where c.oid = 'pgmatch.search_function'::regclass::oid), 'usage'
    )
    and (
      p.proname in ('match_page_sections', 'search_page_sections', 'hybrid_search_page_sections')
      and 'min_content_length' = any(p.proargnames)
      or p.prosrc like E'%\n-- pgmatch.search_function: {"%'::text
    );
  if _found is null then
    raise exception using
      errcode = 'undefined_function',
      message = pg_catalog.format('there is no search %s', quote_nullable(search)),
      hint = pg_catalog.format('Name one of these functions: %s.', _names);
  end if;
  return _found;
end;
$$;

comment on function pgmatch.nods_search_named is
  'The function with this name that searches, in the schema of the tables.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_search_named', 'execute', 'execute');
