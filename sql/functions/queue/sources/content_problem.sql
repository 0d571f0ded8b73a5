-- content_problem: why the text of no row can be evaluated, as after a column of it was renamed; null if it can.
--
-- It evaluates the text of a row of nulls, because the body of a function is read only then.
create or replace function pgmatch.content_problem(source pgmatch.embedding_source)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('select (%s) from (select) as v left join %s as s on false', source.content, source.target);
  return null;
exception
  when syntax_error_or_access_rule_violation then
    return sqlerrm;
  -- other rows may have a text
  when others then
    return null;
end;
$$;

comment on function pgmatch.content_problem is
  'Why the text of no row can be evaluated; null if it can.';

select pgmatch.register('queue', 'function', 'pgmatch.content_problem', null, 'execute', shared => true);
