-- is_trusted: whether a role may own what pgmatch uses.
--
-- The owner of a table reads all its rows, whatever its policies say, and the owner of a schema may replace what is in
-- it. That is right for the owner of pgmatch's record, a role whose rights that owner was given, and a role that has
-- that owner's rights, such as a superuser. A superuser was given the rights of nobody, although it has them.
create or replace function pgmatch.is_trusted(role oid)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select 1
    from pg_class as c
    inner join pg_roles as o on o.oid = c.relowner
    where c.oid = 'pgmatch.member'::regclass
      and (
        pg_has_role(is_trusted.role, o.oid, 'usage')
        or not o.rolsuper and pg_has_role(o.oid, is_trusted.role, 'usage')
      )
  );
end;
$$;

comment on function pgmatch.is_trusted is
  'Whether a role may own what pgmatch uses: its owner, or a role that has the same rights.';

revoke all on function pgmatch.is_trusted from public;
