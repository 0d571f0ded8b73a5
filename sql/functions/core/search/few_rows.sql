-- few_rows: how many rows of a table are compared in about the time of an index scan behind a filter that leaves them.
--
-- If n rows pass, an index scan visits rows / n index entries for each row that it returns, while the time to compare
-- is proportional to n. With 30,000 rows of 1536 dimensions, both take equally long if about 2,000 rows pass. That
-- number grows with the square root of the number of rows.
--
-- It is declared immutable to make Postgres evaluate it once, when it plans a statement on the table: that is sound, as
-- Postgres plans the statement again when the number of rows in the catalog changes.
create or replace function pgmatch.few_rows(target regclass)
returns integer
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return 12 * sqrt(greatest(pgmatch.estimated_rows(target), 10000));
end;
$$;

comment on function pgmatch.few_rows is
  'How many rows of a table are compared in about the time of an index scan behind a filter that leaves them.';

select pgmatch.register('core', 'function', 'pgmatch.few_rows', 'execute', 'execute');
