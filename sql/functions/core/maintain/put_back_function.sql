-- put_back_function: makes the function again that a function of pgmatch.create_search replaced, if it did.
--
-- Raises 42723 if there is another function with its name and arguments by now.
create or replace function pgmatch.put_back_function(search pgmatch.search_function)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set check_function_bodies = off
as $$
declare
  _statement text;
begin
  if search.replaced is null then
    return;
  elsif to_regprocedure(search.replaced_name) is not null then
    raise exception using
      errcode = 'duplicate_function',
      message = format('%s exists, but drop_search would put back another function there', search.replaced_name),
      hint = format('Rename or drop it first: drop function %s;', search.replaced_name);
  end if;
  execute regexp_replace(search.replaced, '^CREATE OR REPLACE', 'CREATE');
  for _statement in
    select s.statement
    from pgmatch.ownership_changes(
      search.replaced_name::regprocedure, search.replaced_owner, search.replaced_acl::aclitem[]
    ) as s (statement)
  loop
    execute _statement;
  end loop;
end;
$$;

comment on function pgmatch.put_back_function is
  'Makes the function again that a function of pgmatch.create_search replaced, with its owner and privileges.';

select pgmatch.register('core', 'function', 'pgmatch.put_back_function');
