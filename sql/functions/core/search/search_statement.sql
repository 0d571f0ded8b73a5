-- search_statement: the SQL that answers a question from some of the rows that pass its conditions.
--
-- candidates  which of them to rank: how they are ordered and limited
--
-- It returns the keys and similarities, best first and equal ones by key, and the number of candidates with a distance.
-- $1 is the query vector, $2 the threshold. The threshold is applied to the ranked rows, because one that no row
-- reaches would make an index scan long. A distance that is not a number is that of a vector without a direction. Names
-- are qualified, except in the conditions.
--
-- The 0 makes another expression of the distance. Else Postgres 17 and later would take the candidates for sorted,
-- which a scan in relaxed order does not return, and would sort only equal distances.
create or replace function pgmatch.search_statement(question pgmatch.question, candidates text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return format(
    'with candidate as materialized (select s.%I as key, (%s) + 0::float8 as distance from %s as s where %s %s)'
    ' select coalesce(pg_catalog.array_agg(n.key order by n.distance, n.key), ''{}''),'
    ' coalesce(pg_catalog.array_agg(n.similarity order by n.distance, n.key), ''{}''),'
    ' (select count(*) from candidate where distance <> ''NaN'')'
    ' from (select key, distance, %s as similarity from candidate where distance <> ''NaN'''
    ' order by distance, key limit %s) as n where $2 is null or n.similarity > $2',
    question.key,
    pgmatch.distance(question.target, question.embedding, question.metric),
    question.target,
    concat_ws(
      ' and ', format('s.%I is not null', question.embedding), question.always, question.late, question.filter
    ),
    candidates,
    (pgmatch.metric_sql(question.metric)).similarity,
    question.match_count
  );
end;
$$;

comment on function pgmatch.search_statement is
  'The SQL that answers a question from some of the rows that pass its conditions.';

select pgmatch.register('core', 'function', 'pgmatch.search_statement', 'execute', 'execute');
