-- repin: pins functions to their search_path again. Run it after you move the vector extension.
--
-- line  one line; null for all installed lines, because moving the extension breaks all of them
--
-- Leaves functions alone that are already pinned correctly. Locks no table. Raises 22023 for an unknown line.
create or replace function pgmatch.repin(line text default null)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _line text;
  _statement text;
  _is_moved boolean := false;
begin
  -- as in pgmatch.set_access
  perform pgmatch.take_turn();
  if line is not null and pgmatch.pinned_path(line) is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('line %L is not installed here', line),
      hint = 'The installed lines are in pgmatch.install.';
  end if;

  for _line in
    select i.line from pgmatch.install as i where i.line = coalesce(repin.line, i.line) order by i.line
  loop
    for _statement in
      select c.statement from pgmatch.pin_changes(_line) as c (statement)
    loop
      execute _statement;
      _is_moved := true;
    end loop;
  end loop;
  -- functions of pgmatch.create_search have the extension's schema in their text
  if _is_moved then
    perform pgmatch.refresh_searches();
  end if;
end;
$$;

comment on function pgmatch.repin is
  'Pins the functions to their search_path again. Run it after you move the vector extension.';

revoke all on function pgmatch.repin from public;
