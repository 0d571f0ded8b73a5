-- collections_begin_load: suspends the vector index of a collection before a load, if that makes it faster and hinders
-- nobody; returns whether it did.
--
-- rows  how many records come, at least
--
-- The index stays if the collection has more than 10,000 records, because queries would become slow; if the caller does
-- not own it; if others use it for longer than two seconds; and if less than a quarter of its records come. To insert a
-- fifth of 3,000 records, or a quarter of 20,000, takes as much processor time as to build the index of all.
-- collections_end_load does that.
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
  if _there > _most or _there / 4.0 > rows then
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
