-- matching_keys: the keys of all rows that pass the conditions of a question, in their order.
create or replace function pgmatch.matching_keys(
  no_key anyelement,
  question pgmatch.question,
  out keys anyarray
)
returns anyarray
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _statement constant text := format(
    'select coalesce(array_agg(s.%1$I order by s.%1$I), ''{}'') from %2$s as s where %3$s',
    question.key,
    question.target,
    concat_ws(
      ' and ', format('s.%I is not null', question.embedding), question.always, question.late, question.filter
    )
  );
begin
  if question.path is not null then
    perform set_config('search_path', question.path, true);
  end if;
  execute _statement into keys;
end;
$$;

comment on function pgmatch.matching_keys(anyelement, pgmatch.question) is
  'The keys of all rows that pass the conditions of a question, in their order.';

select pgmatch.register(
  'core', 'function', 'pgmatch.matching_keys(anyelement, pgmatch.question)', null, 'execute'
);
