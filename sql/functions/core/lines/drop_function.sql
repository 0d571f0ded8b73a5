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
  _statement text;
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
  for _statement in
    select s.statement
    from pgmatch.ownership_changes(_function, _member.replaced_owner, _member.replaced_acl::aclitem[]) as s (statement)
  loop
    execute _statement;
  end loop;
end;
$$;

comment on function pgmatch.drop_function is
  'Drops a function of a line, or restores the function that it replaced, with its owner and privileges.';

revoke all on function pgmatch.drop_function from public;
