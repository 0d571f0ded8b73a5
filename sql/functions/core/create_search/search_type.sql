-- search_type: the full name of a type that a declaration names; raises 42704 if there is none that can hold a value.
create or replace function pgmatch.search_type(type text, path text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _type regtype;
begin
  perform set_config('search_path', coalesce(path, ''), true);
  begin
    _type := to_regtype(type);
  exception
    when syntax_error or invalid_parameter_value or undefined_object then
      _type := null;
  end;
  perform set_config('search_path', 'pg_catalog, pg_temp', true);
  if _type is null or exists (select 1 from pg_type as t where t.oid = _type and t.typtype = 'p') then
    raise exception using
      errcode = 'undefined_object',
      message = format('%L is not a type that an argument or a column can have', type),
      hint = 'Write a type as in create table, for example text, integer or uuid[].';
  end if;
  -- without -1, bpchar and bit would be char(1) and bit(1), to which a cast cuts a value
  return format_type(_type, -1);
end;
$$;

comment on function pgmatch.search_type is
  'The full name of a type that a declaration names; raises 42704 if there is none.';

select pgmatch.register('core', 'function', 'pgmatch.search_type');
