-- check_filter_depth: raises if a level of a filter is beyond what pgmatch.filter_condition takes.
create or replace function pgmatch.check_filter_depth(depth integer)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if depth > 20 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'filter: more than 20 levels',
      hint = 'Write it flatter: all keys of one object count together.';
  end if;
end;
$$;

comment on function pgmatch.check_filter_depth is
  'Raises if a level of a filter is beyond what pgmatch.filter_condition takes.';

select pgmatch.register('core', 'function', 'pgmatch.check_filter_depth', 'execute', 'execute');
