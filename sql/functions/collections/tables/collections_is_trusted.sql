-- collections_is_trusted: whether to read a collection runs no code of a stranger.
--
-- Policies and indexes may hold code, which runs with the rights of the reader. So a table is trusted if it belongs to
-- a role that pgmatch.is_trusted trusts, or to the caller.
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
    where c.oid = target and (pg_get_userbyid(c.relowner) = current_user or pgmatch.is_trusted(c.relowner))
  );
end;
$$;

comment on function pgmatch.collections_is_trusted is
  'Whether to read a collection runs no code of a stranger.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_is_trusted', 'execute', 'execute');
