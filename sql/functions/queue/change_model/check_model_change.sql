-- check_model_change: refuses a table whose embeddings cannot be changed to another model.
--
-- Raises 42809 for anything but a table, 42501 for anyone but its owner or who does not see all rows, and 2BP01 if
-- objects depend on the column.
create or replace function pgmatch.check_model_change(target regclass, embedding name)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _table constant pg_class := (select c from pg_class as c where c.oid = target);
  _dependents constant text := (
    select string_agg(d.name, ', ' order by d.name)
    from pgmatch.model_dependents(target, embedding) as d (name)
  );
begin
  if _table.relkind not in ('r', 'p') or _table.relispartition then
    raise exception using
      errcode = 'wrong_object_type',
      message = format('%s cannot get a second column: it is no table of its own', target),
      hint = 'Change the model of the table that its rows come from.';
  elsif not pg_has_role(_table.relowner, 'usage') then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('only the owner can change the model of %s', target),
      hint = format('Connect as the role "%s".', pg_get_userbyid(_table.relowner));
  elsif row_security_active(target) then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('role %I does not see all rows of %s', current_user, target),
      hint = format('Meanwhile: alter table %s no force row level security;', target);
  elsif _dependents is not null then
    raise exception using
      errcode = 'dependent_objects_still_exist',
      message = format('the column %I of %s is used by %s', embedding, target, _dependents),
      hint = 'They would stay with the old embeddings. Drop them, and create them again when you have switched.';
  end if;
end;
$$;

comment on function pgmatch.check_model_change is
  'Raises for a table whose embeddings cannot be changed to another model.';

revoke all on function pgmatch.check_model_change from public;
