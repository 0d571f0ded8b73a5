-- drop_collection: drops a collection with its records, and returns whether there was one.
--
-- It runs with the rights of pgmatch's owner, and drops only tables in the schema vecs that have the form of a
-- collection and belong to a role of these rights. Only service_role and the owner may call it.
--
-- Raises 2BP01 if a view or another object needs the table, 42501 if it belongs to another role, 55P03 if others use it
-- for longer than lock_timeout, or than a minute if that is 0, 40001 if another table takes its name meanwhile, and
-- what pgmatch.collections_check_name raises.
create or replace function drop_collection(collection text)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  _table regclass;
  _name text;
begin
  -- as in pgmatch.set_access
  perform pgmatch.take_turn();
  begin
    _table := pgmatch.collections_own(collection);
    -- before the record: an index build holds the table first
    perform pgmatch.lock_tables(array[_table]);
    if pgmatch.collections_own(collection) <> _table then
      raise exception using
        errcode = 'serialization_failure',
        message = pg_catalog.format('another table took the place of the collection %L meanwhile', collection),
        hint = 'To drop the one that is there now, call drop_collection again.';
    end if;
  exception when undefined_table then
    return false;
  end;
  _name := pgmatch.full_name(_table);
  delete from pgmatch.search as s where s.target::oid = _table::oid;
  delete from pgmatch.suspended_index as s where s.target::oid = _table::oid;
  delete from pgmatch.member as m
  where m.line = 'collections'
    and (m.kind = 'table' and m.name = _name or m.kind = 'column' and m.name = _name || '.owner_id');
  execute pg_catalog.format('drop table %s', _name);
  return true;
end;
$$;

comment on function drop_collection(text) is
  'Drops a collection with its records; false if there is none. For service_role.';

select pgmatch.register('collections', 'function', 'drop_collection(text)', null, 'execute', shared => true);
