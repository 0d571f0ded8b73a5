-- repin: pins every function to its path again. Run it after moving the vector extension.
--
-- line  one line; null for every line that is installed, which all lose the extension when it is moved
-- Raises 22023 for an unknown line.
create or replace function pgmatch.repin(line text default null)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _line text;
  _path text;
  _function text;
begin
  if line is not null and pgmatch.pinned_path(line) is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('line %L is not installed here', line),
      hint = 'The installed lines are in pgmatch.install.';
  end if;

  for _line in
    select i.line from pgmatch.install as i where i.line = coalesce(repin.line, i.line) order by i.line
  loop
    _path := pgmatch.pinned_path(_line);
    perform set_config('search_path', _path, true);
    for _function in
      select p.oid::regprocedure::text
      from pgmatch.member as m
      inner join pg_proc as p on p.oid = case m.kind when 'function' then to_regprocedure(m.name) end
      where m.line = _line
        and not coalesce(p.proconfig, '{}') && array['search_path=pg_catalog, pg_temp']
    loop
      execute format('alter function %s set search_path = %s', _function, _path);
    end loop;
    -- the schema that the extension is in now may be closed to those who call
    perform pgmatch.apply_usage(_line);
  end loop;
end;
$$;

comment on function pgmatch.repin(text) is
  'Pins the functions to their search_path again, as needed after the vector extension was moved.';

revoke all on function pgmatch.repin(text) from public;
