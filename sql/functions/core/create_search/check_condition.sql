-- check_condition: raises if the text is not one condition on a row s of a table.
--
-- Postgres itself judges: it plans a query with the condition, and one with the condition in brackets. Text that is
-- more than one expression, such as `true) or (true` or `true limit 1`, passes at most one of them. A cursor takes one
-- statement only and is not read, so nothing runs.
create or replace function pgmatch.check_condition(
  target regclass,
  condition text,
  path text,
  label text,
  hint text default null
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _table constant text := target::text;
  _form text;
  _query refcursor;
begin
  perform set_config('search_path', coalesce(path, ''), true);
  foreach _form in array array[condition, E'(' || condition || E'\n)'] loop
    open _query for execute 'select 1 from ' || _table || ' as s where ' || _form;
    close _query;
  end loop;
exception
  when syntax_error_or_access_rule_violation
    or invalid_cursor_definition
    or data_exception
    or feature_not_supported then
    raise exception using
      errcode = sqlstate,
      message = format('%s is not valid for %s: %s', label, _table, sqlerrm),
      hint = coalesce(check_condition.hint, 'Write SQL on a row s of the table, as after where in a query.');
end;
$$;

comment on function pgmatch.check_condition is
  'Raises if the text is not one condition on a row s of a table; Postgres plans it, and nothing runs.';

select pgmatch.register('core', 'function', 'pgmatch.check_condition');
