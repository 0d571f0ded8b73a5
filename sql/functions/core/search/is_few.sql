-- is_few: whether so few rows pass the conditions of a question that comparing them all is faster than an index scan.
--
-- Stops as soon as there is one row more, which takes less time than to count them.
create or replace function pgmatch.is_few(question pgmatch.question)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
-- the planner does not know how few rows a policy leaves, so it would ignore the index on the policy's column
set enable_seqscan = off
set jit = off
as $$
declare
  _statement constant text := format(
    'select not exists (select 1 from %s as s where %s offset %s)',
    question.target, concat_ws(' and ', 'true', question.late, question.filter), pgmatch.few_rows(question.target)
  );
  _is_few boolean;
begin
  if question.path is not null then
    perform set_config('search_path', question.path, true);
  end if;
  execute _statement into _is_few;
  return _is_few;
end;
$$;

comment on function pgmatch.is_few is
  'Whether comparing all rows that pass the conditions of a question is faster than an index scan.';

select pgmatch.register('core', 'function', 'pgmatch.is_few', 'execute', 'execute');
