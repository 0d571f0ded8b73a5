-- vector_size: how many bytes an embedding of a column takes.
create or replace function pgmatch.vector_size(target regclass, embedding name)
returns integer
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case t.typname when 'halfvec' then 2 else 4 end * a.atttypmod + 8
  from pg_attribute as a
  inner join pg_type as t on t.oid = a.atttypid
  where a.attrelid = target and a.attname = embedding
$$;

comment on function pgmatch.vector_size is
  'How many bytes an embedding of a column takes.';

revoke all on function pgmatch.vector_size from public;
