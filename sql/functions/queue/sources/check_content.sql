-- check_content: raises if the text of a row cannot be evaluated on the path of triggers and workers: a function in it
-- names a table or another function without its schema, for example.
--
-- content  as pgmatch.embedding_content returns it
--
-- Evaluates it for one row, or for a row of nulls if there is none. Raises errors of class 42. With another error, only
-- the text of this row cannot be evaluated: its job will say so.
create or replace function pgmatch.check_content(target regclass, content text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format(
    'select (%s) from (select) as v left join %s as s on true limit 1', content, pgmatch.full_name(target)
  );
exception
  when syntax_error_or_access_rule_violation then
    raise exception using
      errcode = sqlstate,
      message = format('the text of a row of %s cannot be evaluated: %s', target, sqlerrm),
      hint = 'If a function in it names others without their schema, give it a path of its own: '
        'alter function … set search_path = public;';
  when others then
    return;
end;
$$;

comment on function pgmatch.check_content is
  'Raises if the text of a row cannot be evaluated on the path of triggers and workers.';

select pgmatch.register('queue', 'function', 'pgmatch.check_content');
