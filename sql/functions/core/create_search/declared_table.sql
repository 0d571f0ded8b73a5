-- declared_table: the table of a declaration, and the schemas of the search_path on which its name is read.
--
-- Raises 42P01 for a table that does not exist.
create or replace function pgmatch.declared_table(name text, path text, out relation regclass, out schemas name[])
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('search_path', path, true);
  begin
    relation := to_regclass(name);
  exception
    when invalid_name or syntax_error then
      relation := null;
  end;
  schemas := current_schemas(false);
  perform set_config('search_path', 'pg_catalog, pg_temp', true);
  schemas := array_remove(schemas, 'pg_catalog');
  if relation is null then
    raise exception using
      errcode = 'undefined_table',
      message = format('table %s does not exist', coalesce(name, 'null')),
      hint = 'Write its name as in a query, quoted as in SQL, and with the schema if that is not on the search_path.';
  end if;
end;
$$;

comment on function pgmatch.declared_table is
  'The table of a declaration, and the schemas of the search_path on which its name is read.';

select pgmatch.register('core', 'function', 'pgmatch.declared_table');
