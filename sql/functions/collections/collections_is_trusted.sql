-- collections_is_trusted: whether to read a collection runs no code of a stranger.
--
-- Policies may hold code, which runs with the rights of the reader. So a table with policies is trusted if it belongs
-- to pgmatch's owner, to a role whose rights that owner was given, to a superuser, or to the caller.
create or replace function pgmatch.collections_is_trusted(target oid)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select 1
    from pg_class as c
    inner join pg_roles as r on r.oid = c.relowner
    inner join pg_class as p on p.oid = 'pgmatch.install'::regclass
    inner join pg_roles as o on o.oid = p.relowner
    where c.oid = target
      and (
        not c.relrowsecurity
        or r.oid = o.oid
        or r.rolsuper
        or r.rolname = current_user
        -- a superuser has the rights of everybody
        or not o.rolsuper and pg_has_role(o.oid, r.oid, 'usage')
      )
  );
end;
$$;

comment on function pgmatch.collections_is_trusted is
  'Whether to read a collection runs no code of a stranger.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_is_trusted', 'execute', 'execute');
