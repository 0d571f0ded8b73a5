-- check_pins: raises unless every function of a line is pinned to the line's path.
--
-- Outside a transaction that set the path, `set search_path from current` silently pins "$user", public, and the
-- function fails when it is first called. This check raises the error at once.
create or replace function pgmatch.check_pins(line text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _expected constant text := 'search_path=' || pgmatch.pinned_path(line);
  _unpinned text;
begin
  select string_agg(m.name, ', ' order by m.name) into _unpinned
  from pgmatch.line_members(line, 'function') as m
  inner join pg_proc as p on p.oid = m.object
  -- a helper that uses no names of the line is pinned to the catalog
  where not coalesce(p.proconfig, '{}') && array[_expected, 'search_path=pg_catalog, pg_temp'];

  if _unpinned is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('these functions are not pinned to %s: %s', _expected, _unpinned),
      hint = format('To repair them: select pgmatch.repin(%L);', line);
  end if;
end;
$$;

comment on function pgmatch.check_pins is
  'Raises 55000 and names the functions of a line that are not pinned to its search_path.';

revoke all on function pgmatch.check_pins from public;
