-- refresh_searches: makes the functions of pgmatch.create_search anew, for today's indexes, names and settings.
--
-- target  one table; null for all
--
-- Run it after an index was made or dropped, a table was renamed, or a copy of the schema lost the rows of
-- pgmatch.search_function. Answers are right without it, but slower. It skips functions that the caller does not own,
-- and warns of those whose table is gone. Their privileges stay. Returns the functions.
--
-- A line with such a function of its own has the function pgmatch.<line>_make_walk(), which makes it anew.
create or replace function pgmatch.refresh_searches(target regclass default null)
returns setof regprocedure
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _search pgmatch.search_function;
  _hook regprocedure;
begin
  perform pg_advisory_xact_lock(hashtext('pgmatch'));
  for _search in
    select d.*
    from pgmatch.declared_searches() as d
    inner join pg_proc as p on p.oid = pgmatch.search_oid(d.schema_name, d.name)
    where (refresh_searches.target is null or d.target = refresh_searches.target)
      and pg_has_role(p.proowner, 'usage')
    order by d.schema_name, d.name
  loop
    if exists (select 1 from pg_class as c where c.oid = _search.target) then
      perform pgmatch.check_search(_search);
      return next pgmatch.make_search(_search);
    else
      raise warning using
        errcode = 'undefined_table',
        message = format('the table of %I.%I no longer exists', _search.schema_name, _search.name),
        hint = format('Drop the function: select pgmatch.drop_search(''%I.%I'');', _search.schema_name, _search.name);
    end if;
  end loop;

  for _hook in
    select p.oid
    from pgmatch.search as s
    inner join pg_proc as p on p.oid = to_regprocedure('pgmatch.' || quote_ident(s.line || '_make_walk') || '()')
    where (refresh_searches.target is null or s.target = refresh_searches.target)
      and pg_has_role(p.proowner, 'usage')
    order by s.line
  loop
    execute format('select %s', _hook);
  end loop;
end;
$$;

comment on function pgmatch.refresh_searches is
  'Makes the functions of pgmatch.create_search anew, after an index or a name has changed or their rows were lost.';

select pgmatch.register('core', 'function', 'pgmatch.refresh_searches');
