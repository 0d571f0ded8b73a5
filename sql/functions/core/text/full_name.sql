-- full_name: the name of a table or index with its schema, quoted as in SQL, whatever the search_path is.
create or replace function pgmatch.full_name(target regclass)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format('%I.%I', n.nspname, c.relname)
  from pg_class as c
  inner join pg_namespace as n on n.oid = c.relnamespace
  where c.oid = target
$$;

comment on function pgmatch.full_name is
  'The name of a table or index with its schema, quoted as in SQL.';

revoke all on function pgmatch.full_name from public;
