-- drop_search: drops a function that pgmatch.create_search has made, and puts back the one that it replaced.
--
-- name  of the function; its schema may be left out if only one has it
--
-- If somebody has dropped the function or its table, it removes what is left. The function that comes back gets its
-- owner and its privileges; what pgmatch granted for the search alone is revoked. Raises 42883 if there is no such
-- function of pgmatch.create_search, 42725 if several schemas have one, 55000 if it belongs to a line, 42723 if another
-- function has taken the place of the one to be put back, and 2BP01 if something depends on the function.
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
  _found text[];
  _function regprocedure;
begin
  perform pgmatch.take_turn();
  begin
    _name := parse_ident(drop_search.name);
  exception
    when invalid_parameter_value then
      _name := null;
  end;
  select array_agg(format('%I.%I', d.schema_name, d.name) order by d.schema_name) into _found
  from pgmatch.declared_searches() as d
  where _name in (array[d.name::text], array[d.schema_name::text, d.name::text]);
  if _found is null then
    raise exception using
      errcode = 'undefined_function',
      message = format('pgmatch.create_search has not made a function %s', coalesce(drop_search.name, 'null')),
      hint = 'To see what it has made: select name from pgmatch.searches;';
  elsif cardinality(_found) > 1 then
    raise exception using
      errcode = 'ambiguous_function',
      message = format('several schemas have a function %s: %s', drop_search.name, array_to_string(_found, ', ')),
      hint = format('Name one with its schema: select pgmatch.drop_search(%L);', _found[1]);
  end if;

  perform pgmatch.follow_searches();
  select d.* into _search
  from pgmatch.declared_searches() as d
  where format('%I.%I', d.schema_name, d.name) = _found[1];
  if pgmatch.search_line(_search) is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('the function %s belongs to the line %s', _found[1], pgmatch.search_line(_search)),
      hint = format('To remove the line: pgmatch alembic -n %s downgrade base', pgmatch.search_line(_search));
  end if;
  _function := pgmatch.search_oid(_search);
  if _function is not null then
    execute format('drop function %s', _function);
  end if;
  delete from pgmatch.search_function as f
  where f.schema_name = _search.schema_name and f.name = _search.name;
  delete from pgmatch.search as s
  where s.line is null and s.target = _search.target and s.embedding = _search.embedding and not exists (
    select 1 from pgmatch.search_function as f where f.target = s.target and f.embedding = s.embedding
  );
  perform pgmatch.put_back_function(_search);
  perform pgmatch.take_back_grants();
  notify pgrst, 'reload schema';
end;
$$;

comment on function pgmatch.drop_search is
  'Drops a function that pgmatch.create_search has made, and puts back the one that it replaced.';

select pgmatch.register('core', 'function', 'pgmatch.drop_search');
