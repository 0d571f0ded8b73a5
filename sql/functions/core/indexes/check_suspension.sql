-- check_suspension: refuses to suspend or to resume the indexes of a table.
--
-- Raises 42501 for anyone but the owner of the table and of the core, and 42809 for anything but an ordinary table.
create or replace function pgmatch.check_suspension(target regclass)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _table pg_class;
  _owner name;
begin
  select c.* into _table from pg_class as c where c.oid = target;
  if not found or _table.relkind <> 'r' or _table.relispartition then
    raise exception using
      errcode = 'wrong_object_type',
      message = format(
        'the indexes of %s cannot be suspended: it is not an ordinary table', coalesce(target::text, 'null')
      ),
      hint = 'Drop its vector indexes before the load, and create them again after it.';
  end if;

  select pg_get_userbyid(c.relowner) into _owner
  from pg_class as c
  where c.oid in (target, 'pgmatch.suspended_index'::regclass) and not pg_has_role(c.relowner, 'usage')
  order by c.oid = target desc;
  if found then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('only the owner can suspend the indexes of %s and build them again', target),
      hint = format('Connect as the role "%s".', _owner);
  end if;
end;
$$;

comment on function pgmatch.check_suspension is
  'Raises 42501 for anyone but the owner of a table and of the core, and 42809 for anything but an ordinary table.';

revoke all on function pgmatch.check_suspension from public;
