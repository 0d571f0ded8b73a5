-- collections_check_owner: refuses to change a collection of a role without the rights of whoever runs this.
--
-- Its triggers and indexes could hold code, which would run with these rights. Raises 42501.
create or replace function pgmatch.collections_check_owner(target regclass)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _owner constant name := (
    select pg_get_userbyid(c.relowner) from pg_class as c
    where c.oid = target::oid and not pg_has_role(c.relowner, current_user, 'usage')
  );
begin
  if _owner is not null then
    raise exception using
      errcode = 'insufficient_privilege',
      message = pg_catalog.format('the table %s belongs to the role %I', target, _owner),
      hint = pg_catalog.format('To give it to pgmatch''s owner: alter table %s owner to %I;', target, current_user);
  end if;
end;
$$;

comment on function pgmatch.collections_check_owner is
  'Raises 42501 for a collection of a role without the rights of whoever runs this.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_check_owner');
