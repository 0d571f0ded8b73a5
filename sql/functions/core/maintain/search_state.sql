-- search_state: whether a made function is fine, what its problem is otherwise, and the statements that solve it.
--
-- fine              its text suits the table and its index
-- outdated          another index is there, so it is slow, or its text is not that of its declaration now;
--                   pgmatch.refresh_searches() makes it again
-- renamed           the table or a column has another name, so calls fail until then
-- invalid           its declaration no longer suits the table
-- function missing  somebody dropped the function
-- table missing     somebody dropped the table
-- not checked       to check it could run the code of a stranger, see pgmatch.unread_table
create or replace function pgmatch.search_state(search pgmatch.search_function)
returns table (state text, problem text, fix text[])
language plpgsql
stable
-- it compares what Postgres prints
set quote_all_identifiers = off
set search_path = pg_catalog, pg_temp
as $$
declare
  _own_name constant text[] := '{schema_name, name}';
  _function constant regprocedure := pgmatch.search_oid(search);
  -- that of a line is for the line to drop
  _drop constant text[] := case when pgmatch.search_line(search) is null
    then array[format('select pgmatch.drop_search(%L);', format('%I.%I', search.schema_name, search.name))]
    else '{}' end;
  -- since it was made
  _renamed constant text := (
    select string_agg(format('Its column %s is now called %s.', c.name, a.attname), ' ' order by c.name)
    from jsonb_each_text(search.made_columns) as c (name, number)
    inner join pg_attribute as a
      on a.attrelid = search.target and a.attnum = c.number::smallint and not a.attisdropped
    where search.made_table = search.target and pgmatch.present_column(search, c.name) <> c.name
  );
  _text constant text := (select p.prosrc from pg_proc as p where p.oid = _function);
  _made constant jsonb := substring(_text from E'\n-- pgmatch.search_function: (\\{[^\n]*\\})\n')::jsonb;
  _definition text;
  _hint text;
  _error text;
  -- what changes the table so that the declaration suits it again
  _change text;
begin
  if not exists (select 1 from pg_class as c where c.oid = search.target) then
    state := 'table missing';
    problem := case
      when _function is null then 'Its table and its function no longer exist.'
      else 'Its table no longer exists, so every call fails.'
    end;
    fix := _drop;
    return next;
    return;
  elsif _function is null then
    state := 'function missing';
    problem := 'The function no longer exists, but pgmatch still has its declaration.'
      || case when search.replaced is null then '' else ' The fix puts back the function that it replaced.' end;
    fix := _drop;
    return next;
    return;
  end if;
  select u.problem, array[u.fix] into problem, fix from pgmatch.unread_table(search.target) as u;
  if found then
    state := 'not checked';
    return next;
    return;
  end if;

  fix := '{select pgmatch.refresh_searches();}';
  begin
    perform pgmatch.check_search(search);
    problem := pgmatch.changed_result(search);
    -- a function that was renamed by hand keeps its text
    _definition := pgmatch.search_definition(jsonb_populate_record(
      search, jsonb_build_object('schema_name', _made -> 'schema_name', 'name', _made -> 'name')
    ));
  exception when others then
    get stacked diagnostics problem = message_text, _hint = pg_exception_hint, _error = returned_sqlstate;
    -- reserved_name and invalid_table_definition, whose hints may end with a statement
    _change := case when _error in ('42939', '42P16') then substring(_hint from ': ((?:alter|create) .*;)$') end;
    problem := concat_ws(' ', problem || '.', coalesce(_renamed, nullif(_hint, '')));
  end;
  if problem is not null then
    state := 'invalid';
    fix := case when _change is null then _drop else array[_change] end;
    return next;
    return;
  end if;
  state := 'outdated';
  if pgmatch.declaration_of(search) - _own_name is distinct from _made - _own_name then
    state := 'renamed';
    problem := 'Its table or a column was renamed, so calls fail.';
  elsif search.made_function is null then
    problem := 'Its row in the record was lost.';
  elsif search.decided is distinct from pgmatch.search_choice(search.target, search.embedding, search.metric) then
    problem := 'It was made when its table had other indexes: its answers are right, but slow.';
  elsif strpos(_definition, quote_literal(_text)) = 0 then
    problem := 'Its text is not the one that its table and this version of pgmatch need.';
  else
    state := 'fine';
    fix := '{}';
  end if;
  return next;
end;
$$;

comment on function pgmatch.search_state is
  'Whether a made function is fine, what its problem is otherwise, and the statements that solve it.';

select pgmatch.register('core', 'function', 'pgmatch.search_state');
