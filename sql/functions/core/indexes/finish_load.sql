-- finish_load: ends a load: analyzes the table, and builds the indexes that were suspended.
--
-- rows  how many rows were inserted; the table is analyzed if that is a tenth of them, as autovacuum would do later
--
-- Returns the names of the indexes that were built. Does nothing if the caller does not own the table.
create or replace function pgmatch.finish_load(target regclass, rows bigint)
returns setof name
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select 1 from pg_class as c where c.oid = target and pg_has_role(c.relowner, 'usage')) then
    return;
  end if;
  if rows > 0 and exists (select 1 from pg_class as c where c.oid = target and rows >= c.reltuples / 10) then
    execute format('analyze %s', target);
  end if;
  if has_table_privilege('pgmatch.suspended_index', 'insert') then
    return query
    select r.*
    from (select distinct s.target from pgmatch.suspended_index as s where s.target = finish_load.target) as s
    cross join lateral pgmatch.resume_indexes(s.target) as r;
  end if;
end;
$$;

comment on function pgmatch.finish_load is
  'Ends a load: analyzes the table, and builds the indexes that were suspended.';

select pgmatch.register('core', 'function', 'pgmatch.finish_load', null, 'execute');
