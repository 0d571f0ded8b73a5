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
declare
  _rows double precision;
begin
  select case c.relkind when 'p' then null else c.reltuples end into _rows from pg_class as c where c.oid = target;
  if _rows is null then
    select sum(greatest(c.reltuples, 0)) into _rows
    from pg_partition_tree(target) as t
    inner join pg_class as c on c.oid = t.relid
    where t.isleaf;
  end if;
  return 12 * sqrt(greatest(_rows, 10000));
end;
$$;

comment on function pgmatch.few_rows is
  'How many rows of a table are compared in about the time of an index scan behind a filter that leaves them.';

select pgmatch.register('core', 'function', 'pgmatch.few_rows', 'execute', 'execute');
