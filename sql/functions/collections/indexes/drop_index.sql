-- drop_index: drops the vector index of a collection, and returns whether there was one.
--
-- Queries then compare all records. Drops what vecs or pgmatch have built, but no partial index. It runs with the
-- rights of pgmatch's owner; only service_role and the owner may call it. Raises 42P01 for an unknown collection, 42501
-- if it belongs to another role, and 55P03 if others use it for longer than lock_timeout, or than a minute if that is
-- 0.
create or replace function drop_index(collection text)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- as in pgmatch.set_access
  perform pgmatch.take_turn();
  return pgmatch.collections_drop_indexes(pgmatch.collections_own(collection)) > 0;
end;
$$;

comment on function drop_index(text) is
  'Drops the vector index of a collection; false if there is none. For service_role.';

select pgmatch.register('collections', 'function', 'drop_index(text)', null, 'execute', shared => true);
