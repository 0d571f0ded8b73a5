-- repin: pins every function of a line to its path again. Run it after moving the vector extension.
--
-- Raises 22023 for an unknown line.
create or replace function pgmatch.repin(line text default 'nods')
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _path text := pgmatch.pinned_path(line);
  _function text;
begin
  if _path is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('line %s is not installed here', coalesce(quote_literal(line), 'null')),
      hint = 'The installed lines are in pgmatch.install.';
  end if;

  perform set_config('search_path', _path, true);
  for _function in
    select p.oid::regprocedure::text
    from pgmatch.member as m
    inner join pg_proc as p on p.oid = to_regprocedure(m.name)
    where m.line = repin.line and m.kind = 'function'
      and not coalesce(p.proconfig, '{}') && array['search_path=pg_catalog, pg_temp']
  loop
    execute format('alter function %s set search_path = %s', _function, _path);
  end loop;
  -- the schema that the extension is in now may be closed to those who call
  perform pgmatch.apply_usage(line);
end;
$$;

comment on function pgmatch.repin(text) is
  'Pins the functions of a line to its search_path again, as needed after the vector extension was moved.';

revoke all on function pgmatch.repin(text) from public;
