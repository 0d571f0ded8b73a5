-- remove_line: drops the searches, tables and functions of a line, and its record.
--
-- Tables and functions that existed before pgmatch are as they were then. Raises 55000 rather than drop rows, see
-- pgmatch.drop_tables. The version table stays; `pgmatch uninstall` removes it.
create or replace function pgmatch.remove_line(line text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _install pgmatch.install;
  _part text;
  _member text;
begin
  perform pgmatch.lock_line(line);
  for _part, _member in
    select format('%I.%I', f.schema_name, f.name), m.name
    from pgmatch.search_function as f
    inner join pgmatch.member as m
      on m.line = remove_line.line
      and m.kind = 'function'
      and pgmatch.member_oid(m.line, m.kind, m.name) = pgmatch.search_oid(f)
  loop
    -- first, because pgmatch.drop_search leaves the functions of a line alone, and what comes back is not the line's
    delete from pgmatch.member as m where m.line = remove_line.line and m.kind = 'function' and m.name = _member;
    perform pgmatch.drop_search(_part);
  end loop;
  -- functions of the user's search an adopted table further
  update pgmatch.search as s
  set line = null
  where s.line = remove_line.line and exists (
    select 1 from pgmatch.search_function as f where f.target = s.target and f.embedding = s.embedding
  );
  delete from pgmatch.search as s where s.line = remove_line.line;
  perform pgmatch.drop_tables(line);
  perform pgmatch.drop_function(m.line, replace(split_part(m.name, '(', 1), 'pgmatch.', ''))
  from pgmatch.member as m
  where m.line = remove_line.line and m.kind = 'function';
  delete from pgmatch.member as m where m.line = remove_line.line;
  delete from pgmatch.install as i where i.line = remove_line.line returning i.* into strict _install;

  foreach _part in array array_remove(_install.usages, 'new tables') loop
    begin
      execute 'revoke usage on ' || _part;
    exception when undefined_object or invalid_schema_name then
      null; -- the grant went with the role or the schema
    end;
  end loop;
  for _part in
    select s.statement from pgmatch.default_grants(_install.tables_schema, false) as s (statement)
    where 'new tables' = any(_install.usages)
  loop
    execute _part;
  end loop;
  for _part in
    select n.nspname
    from pg_namespace as n
    where n.nspname = any(_install.created_schemas) and not exists (
      select 1 from pg_depend as d where d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid
    )
  loop
    execute format('drop schema %I', _part);
  end loop;

  -- fewer roles may need the core; another line may need a grant that was this one's
  perform pgmatch.apply_changes(pgmatch.line_family(i.line)) from pgmatch.install as i where i.base is null;
  -- only now do the roles of this line no longer count
  perform pgmatch.take_back_grants();
  execute format('drop policy if exists pgmatch_nobody on pgmatch.%I', line || '_version');
  execute format('alter table pgmatch.%I disable row level security', line || '_version');
end;
$$;

comment on function pgmatch.remove_line is
  'Drops the searches, tables and functions of a line, and its record.';

revoke all on function pgmatch.remove_line from public;
