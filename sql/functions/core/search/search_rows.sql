-- search_rows: answers a question from some of the rows that pass its conditions, see pgmatch.search_statement.
--
-- The conditions are read on the path of the question, and the planner sees their values.
create or replace function pgmatch.search_rows(
  no_key anyelement,
  question pgmatch.question,
  candidates text,
  out keys anyarray,
  out similarities double precision[],
  out compared integer
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _statement constant text := pgmatch.search_statement(question, candidates);
begin
  if question.path is not null then
    perform set_config('search_path', question.path, true);
  end if;
  execute _statement into keys, similarities, compared using question.query, question.match_threshold;
end;
$$;

comment on function pgmatch.search_rows is
  'Answers a question from some of the rows that pass its conditions.';

select pgmatch.register('core', 'function', 'pgmatch.search_rows', 'execute', 'execute');
