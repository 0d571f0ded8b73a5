-- keep_function: records a user's function that pgmatch is about to replace.
--
-- Stores its definition, owner and privileges in the member's row; pgmatch.drop_function restores them.
-- Does nothing if the function does not exist.
create or replace function pgmatch.keep_function(line text, name text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into pgmatch.member (line, kind, name, adopted, replaced, replaced_owner, replaced_acl)
  select
    keep_function.line,
    'function',
    keep_function.name,
    true,
    pg_get_functiondef(p.oid),
    pg_get_userbyid(p.proowner),
    coalesce(p.proacl, acldefault('f', p.proowner))::text
  from pg_proc as p
  where p.oid = pgmatch.member_oid(keep_function.line, 'function', keep_function.name)
  on conflict on constraint member_pkey do nothing;
end;
$$;

comment on function pgmatch.keep_function is
  'Records the definition, owner and privileges of a function that pgmatch is about to replace.';

revoke all on function pgmatch.keep_function from public;
