-- pinned_path: the search_path that every function of a line is pinned to.
--
-- The line's schema, then the schema of the vector extension, then pg_temp, last to keep temporary objects from
-- shadowing pgmatch's. The extension can be moved, so its schema is read from the catalog.
create or replace function pgmatch.pinned_path(line text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format(
    '%s%s, pg_temp',
    quote_ident(i.schema_name),
    case when n.nspname <> i.schema_name then ', ' || quote_ident(n.nspname) else '' end
  )
  from pgmatch.install as i
  cross join pg_extension as e
  inner join pg_namespace as n on n.oid = e.extnamespace
  where i.line = pinned_path.line and e.extname = 'vector'
$$;

comment on function pgmatch.pinned_path is
  'The search_path that the functions of a line are pinned to: its schema, the extension''s schema, pg_temp.';

revoke all on function pgmatch.pinned_path from public;
