-- dimensions_of: the number of dimensions that a column takes; null if its type does not say.
--
-- Only the catalog holds it, so it is right whatever has changed the column.
create or replace function pgmatch.dimensions_of(target regclass, embedding name)
returns integer
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select nullif(a.atttypmod, -1)
  from pg_attribute as a
  where a.attrelid = target and a.attname = embedding and not a.attisdropped
$$;

comment on function pgmatch.dimensions_of is
  'The number of dimensions that a column of vectors takes; null if its type does not say.';

revoke all on function pgmatch.dimensions_of from public;
