-- norm_of: the function that returns the length of an embedding, by the type of its column.
create or replace function pgmatch.norm_of(target regclass, embedding name)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format(
    '%s.%s', t.typnamespace::regnamespace, case t.typname when 'halfvec' then 'l2_norm' else 'vector_norm' end
  )
  from pg_attribute as a
  inner join pg_type as t on t.oid = a.atttypid
  where a.attrelid = target and a.attname = embedding
$$;

comment on function pgmatch.norm_of is
  'The function that returns the length of an embedding, by the type of its column.';

revoke all on function pgmatch.norm_of from public;
