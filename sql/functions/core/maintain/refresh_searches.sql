-- refresh_searches: makes the functions of pgmatch.create_search again, for the current indexes, names and settings.
--
-- target  one table; null for all
--
-- Run it after an index was made or dropped, a table or column was renamed, or a copy of the schema lost the rows of
-- pgmatch.search_function. Answers are right without a new index, but slower. Privileges stay.
--
-- Returns one row for each function, with its state after that, see pgmatch.search_state, its problem and how to solve
-- it. If one function cannot be made again, the others still are.
--
-- A line with such a function of its own has the function pgmatch.<line>_make_walk(), which makes it again. One whose
-- users make tables has pgmatch.<line>_declare(regclass), which declares those that are new and forgets those that are
-- gone, and returns rows of the same form for those that it cannot declare.
create or replace function pgmatch.refresh_searches(target regclass default null)
returns table (name text, state text, problem text, fix text)
language plpgsql
volatile
-- it compares what Postgres prints
set quote_all_identifiers = off
set search_path = pg_catalog, pg_temp
as $$
declare
  _search pgmatch.search_function;
  _owner name;
  _steps text[];
  _hook regprocedure;
begin
  perform pgmatch.take_turn();
  perform pgmatch.follow_searches();
  for _search in
    select d.*
    from pgmatch.declared_searches() as d
    where refresh_searches.target is null or d.target = refresh_searches.target
    order by d.schema_name, d.name
  loop
    select s.state, s.problem, s.fix into state, problem, _steps from pgmatch.search_state(_search) as s;
    select pg_get_userbyid(p.proowner) into _owner from pg_proc as p
    where p.oid = pgmatch.search_oid(_search) and not pg_has_role(p.proowner, 'usage');
    if state in ('fine', 'outdated', 'renamed') and _owner is null then
      begin
        perform pgmatch.make_search(_search);
        select d.* into _search
        from pgmatch.declared_searches() as d
        where d.schema_name = _search.schema_name and d.name = _search.name;
        select s.state, s.problem, s.fix into state, problem, _steps from pgmatch.search_state(_search) as s;
      exception when others then
        problem := sqlerrm;
      end;
    elsif state in ('outdated', 'renamed') then
      problem := format('%s Only its owner, %I, can make it anew.', problem, _owner);
    end if;
    name := format('%I.%I', _search.schema_name, _search.name);
    fix := nullif(array_to_string(_steps, E'\n'), '');
    return next;
  end loop;

  for _hook in
    select p.oid
    from pgmatch.install as i
    inner join pg_proc as p on p.oid = to_regprocedure(format('pgmatch.%I(regclass)', i.line || '_declare'))
    where pg_has_role(p.proowner, 'usage')
    order by i.line
  loop
    return query execute format('select d.* from %s($1) as d', _hook::oid::regproc) using target;
  end loop;

  for _hook in
    select p.oid
    from pgmatch.searched_columns() as s
    inner join pg_proc as p on p.oid = to_regprocedure('pgmatch.' || quote_ident(s.line || '_make_walk') || '()')
    where (refresh_searches.target is null or s.target = refresh_searches.target)
      and pg_has_role(p.proowner, 'usage')
    order by s.line
  loop
    begin
      execute format('select %s', _hook);
    exception when others then
      name := _hook::oid::regproc;
      state := 'invalid';
      problem := sqlerrm;
      fix := 'pgmatch doctor';
      return next;
    end;
  end loop;
end;
$$;

comment on function pgmatch.refresh_searches is
  'Makes the functions of pgmatch.create_search anew, after an index or a name has changed or their rows were lost.';

select pgmatch.register('core', 'function', 'pgmatch.refresh_searches');
