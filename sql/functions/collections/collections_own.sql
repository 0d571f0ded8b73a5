-- collections_own: the table of a collection that belongs to the role that runs this, to be changed or dropped.
--
-- What functions with the rights of their owner call first, so that they change nothing else. A table of another role
-- could have code of its own, in a trigger or an index, which would run with these rights.
--
-- Waits for other changes of what pgmatch records. Raises what pgmatch.collection_table raises, and 42501 if the table
-- belongs to a role without these rights.
create or replace function pgmatch.collections_own(collection text)
returns regclass
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _table regclass;
  _owner name;
begin
  perform pg_advisory_xact_lock(hashtext('pgmatch'));
  _table := pgmatch.collection_table(collection);
  select pg_get_userbyid(c.relowner) into _owner from pg_class as c
  where c.oid = _table::oid and not pg_has_role(c.relowner, current_user, 'usage');
  if _owner is not null then
    raise exception using
      errcode = 'insufficient_privilege',
      message = pg_catalog.format('collection %L belongs to the role %I', collection, _owner),
      hint = pg_catalog.format('To give it to pgmatch''s owner: alter table %s owner to %I;', _table, current_user);
  end if;
  return _table;
end;
$$;

comment on function pgmatch.collections_own is
  'The table of a collection that belongs to the role that runs this; raises 42501 for one of another role.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_own');
