-- drop_function: drops a function of a line, or restores the one that it replaced.
--
-- name  the name alone; the record has its schema and arguments
create or replace function pgmatch.drop_function(line text, name text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _member pgmatch.member;
  _function regprocedure;
  _grantee text;
begin
  delete from pgmatch.member as m
  where m.line = drop_function.line
    and m.kind = 'function'
    and split_part(m.name, '(', 1) in (drop_function.name, 'pgmatch.' || drop_function.name)
  returning m.* into _member;
  -- those that only the owner uses are not in the record
  _function := pgmatch.member_oid(line, 'function', coalesce(_member.name, 'pgmatch.' || name));

  if _member.replaced is null then
    -- null if somebody has already dropped it
    if _function is not null then
      execute format('drop function %s', _function);
    end if;
    return;
  end if;

  perform set_config('search_path', pgmatch.pinned_path(line), true);
  execute _member.replaced;
  perform set_config('search_path', 'pg_catalog, pg_temp', true);
  _function := pgmatch.member_oid(line, 'function', _member.name);
  for _grantee in
    select case when a.grantee = 0 then 'public' else quote_ident(r.rolname) end
    from aclexplode(_member.replaced_acl::aclitem[]) as a
    left join pg_roles as r on r.oid = a.grantee
    where a.grantee = 0 or r.rolname is not null
  loop
    execute format('grant execute on function %s to %s', _function, _grantee);
  end loop;
end;
$$;

comment on function pgmatch.drop_function is
  'Drops a function of a line, or restores the function that it replaced, with its privileges.';

revoke all on function pgmatch.drop_function from public;
