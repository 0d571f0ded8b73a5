-- most_to_walk: how many rows a scan of a vector index returns in about the time that it takes to compare all rows.
--
-- For more rows, searches compare them all. Each row that a scan returns takes about as long as comparing five. In a
-- table of fewer than 2,500 rows, both are fast. Without an estimate of the rows, and where no search may ask for that
-- many, the scan has no limit.
--
-- It looks into the catalog, so it is not really immutable. For why it is declared so, see pgmatch.is_fast.
create or replace function pgmatch.most_to_walk(target regclass)
returns integer
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _rows constant double precision := pgmatch.estimated_rows(target);
begin
  return case when _rows between 1 and 100000 then greatest(500, _rows / 5) else 100000 end;
end;
$$;

comment on function pgmatch.most_to_walk is
  'How many rows a scan of a vector index returns in about the time that it takes to compare all rows.';

select pgmatch.register('core', 'function', 'pgmatch.most_to_walk', 'execute', 'execute');
