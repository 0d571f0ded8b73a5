-- drop_search: drops a function that pgmatch.create_search has made, and puts back the one that it replaced.
--
-- name  of the function; its schema may be left out if only one has it
--
-- The function comes back with its owner and its privileges. Raises 42883 if there is no such function of
-- pgmatch.create_search, and 2BP01 if something depends on it.
create or replace function pgmatch.drop_search(name text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
-- the text of the function that comes back may need the search_path of its user
set check_function_bodies = off
as $$
declare
  _search pgmatch.search_function;
  _name text[];
  _function regprocedure;
  _others oid[];
  _statement text;
begin
  perform pg_advisory_xact_lock(hashtext('pgmatch'));
  begin
    _name := parse_ident(drop_search.name);
  exception
    when invalid_parameter_value then
      _name := null;
  end;
  select d.* into _search
  from pgmatch.declared_searches() as d
  where d.name = _name[cardinality(_name)] and (cardinality(_name) = 1 or d.schema_name = _name[1])
    and 1 = (
      select count(*) from pgmatch.declared_searches() as o
      where o.name = d.name and (cardinality(_name) = 1 or o.schema_name = _name[1])
    );
  _function := pgmatch.search_oid(_search.schema_name, _search.name);
  if _function is null then
    raise exception using
      errcode = 'undefined_function',
      message = format('pgmatch.create_search has made no function %s, or several', coalesce(drop_search.name, 'null')),
      hint = 'Name one with its schema, as in: select name from pgmatch.searches;';
  end if;

  execute format('drop function %s', _function);
  delete from pgmatch.search_function as f
  where f.schema_name = _search.schema_name and f.name = _search.name;
  delete from pgmatch.search as s
  where s.line is null and s.target = _search.target and s.embedding = _search.embedding and not exists (
    select 1 from pgmatch.search_function as f where f.target = s.target and f.embedding = s.embedding
  );
  if _search.replaced is not null then
    _others := array(
      select p.oid
      from pg_proc as p
      inner join pg_namespace as n on n.oid = p.pronamespace
      where n.nspname = _search.schema_name and p.proname = _search.name
    );
    -- not another function that somebody has made since
    execute regexp_replace(_search.replaced, '^CREATE OR REPLACE', 'CREATE');
    select p.oid into _function
    from pg_proc as p
    inner join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = _search.schema_name and p.proname = _search.name and p.oid <> all(_others);
    for _statement in
      select s.statement
      from pgmatch.ownership_changes(
        _function, _search.replaced_owner, _search.replaced_acl::aclitem[]
      ) as s (statement)
    loop
      execute _statement;
    end loop;
  end if;
  notify pgrst, 'reload schema';
end;
$$;

comment on function pgmatch.drop_search is
  'Drops a function that pgmatch.create_search has made, and puts back the one that it replaced.';

select pgmatch.register('core', 'function', 'pgmatch.drop_search');
