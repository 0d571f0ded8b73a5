-- check_functions: refuses to replace functions of the user's that have the names of a line's.
--
-- Raises 55000. If an earlier install left pgmatch's own, they are created again: those have a pinned path and a
-- comment, and belong to a role that pgmatch.is_trusted trusts.
create or replace function pgmatch.check_functions(line text, names name[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _function constant regprocedure := (
    select p.oid
    from pgmatch.install as i
    inner join pg_namespace as n on n.nspname = i.schema_name
    inner join pg_proc as p on p.pronamespace = n.oid and p.proname = any(names)
    where i.line = check_functions.line
      and not (
        pgmatch.is_trusted(p.proowner)
        and p.proconfig::text ~ 'search_path=[^=]*pg_temp'
        and obj_description(p.oid, 'pg_proc') is not null
      )
    order by p.oid
    limit 1
  );
begin
  if _function is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('%s has the name of one of pgmatch''s', _function),
      hint = format(
        'Rename or drop it, or install into another schema (-x schema=...): drop function %s;', _function
      );
  end if;
end;
$$;

comment on function pgmatch.check_functions is
  'Raises 55000 for a function of the user''s that a line would replace.';

revoke all on function pgmatch.check_functions from public;
