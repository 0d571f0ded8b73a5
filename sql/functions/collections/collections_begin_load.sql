-- collections_begin_load: suspends the vector index of a collection before a load, if that makes it faster and hinders
-- nobody; returns whether it did.
--
-- rows  how many records come, at least
--
-- The rules are those of pgmatch.suspend_for_load, which is for rows that are there already. So the index stays if the
-- load is less than a third of the collection, if that has more than 10,000 records, if the caller does not own it, or
-- if others use it for longer than two seconds. collections_end_load builds the index again.
--
-- Raises 42P01 for an unknown collection.
create or replace function pgmatch.collections_begin_load(collection text, rows bigint)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = 2000
as $$
declare
  _table constant regclass := pgmatch.collection_table(collection);
  _most constant integer := 10000;
  _there bigint;
begin
  if not has_table_privilege('pgmatch.suspended_index', 'insert')
    or not pg_has_role((select c.relowner from pg_class as c where c.oid = _table), 'usage') then
    return false;
  end if;
  execute format('select count(*) from (select from %s limit %s) as s', _table, _most + 1) into _there;
  if _there > _most or _there / 3.0 > rows then
    return false;
  end if;
  return exists (select from pgmatch.suspend_indexes(_table));
exception
  when lock_not_available then
    return false;
end;
$$;

comment on function pgmatch.collections_begin_load is
  'Suspends the vector index of a collection before a load, if that makes it faster and hinders nobody.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_begin_load', null, 'execute');
