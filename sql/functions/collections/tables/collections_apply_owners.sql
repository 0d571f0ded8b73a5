-- collections_apply_owners: indexes the owners of all collections, as the access mode owner needs. Data stays.
--
-- Does nothing without owners: the index takes no place while rows have none. pgmatch.set_access calls it.
create or replace function pgmatch.collections_apply_owners(with_owners boolean)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pgmatch.collections_add_owner(m.object::regclass, true)
  from pgmatch.line_members('collections', 'table') as m
  inner join pg_class as c on c.oid = m.object and c.relnamespace = to_regnamespace('vecs')::oid
  where with_owners
$$;

comment on function pgmatch.collections_apply_owners is
  'Indexes the owners of all collections, as the access mode owner needs.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_apply_owners');
