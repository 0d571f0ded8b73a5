-- has_owners: whether the tables of a line have what the mode owner needs; null if only a part of it is there.
--
-- A line that needs more than policies has the functions pgmatch.<line>_has_owners() and
-- pgmatch.<line>_apply_owners(boolean). For other lines, and before they are made, the answer is otherwise.
create or replace function pgmatch.has_owners(line text, otherwise boolean)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _hook constant regprocedure := to_regprocedure(format('pgmatch.%I()', line || '_has_owners'));
  _found boolean := otherwise;
begin
  if _hook is not null then
    execute format('select pgmatch.%I()', line || '_has_owners') into _found;
  end if;
  return _found;
end;
$$;

comment on function pgmatch.has_owners is
  'Whether the tables of a line have what the mode owner needs; null if only a part of it is there.';

revoke all on function pgmatch.has_owners from public;
