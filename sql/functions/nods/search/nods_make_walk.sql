-- nods_make_walk: makes or replaces the functions of pgmatch.nods_walks; writes nothing if they are current.
--
-- Run it after an index or the number of dimensions has changed; pgmatch.refresh_searches does. Until then, answers are
-- right, but slower.
create or replace function pgmatch.nods_make_walk()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _signature text;
  _definition text;
  _comment text;
begin
  for _signature, _definition, _comment in
    select w.signature, w.definition, w.comment
    from pgmatch.nods_walks() as w
    where not w.is_current
  loop
    begin
      execute _definition;
    exception when invalid_function_definition then
      -- somebody has given it another result
      execute format('drop function %s', pgmatch.member_oid('nods', 'function', _signature)::regprocedure);
      execute _definition;
    end;
    perform pgmatch.register('nods', 'function', _signature, 'execute', 'execute');
    execute format(
      'comment on function %s is %L', pgmatch.member_oid('nods', 'function', _signature)::regprocedure, _comment
    );
  end loop;
end;
$$;

comment on function pgmatch.nods_make_walk is
  'Makes match_page_sections and pgmatch.nods_walk for today''s index of the sections, or makes them anew.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_make_walk');
