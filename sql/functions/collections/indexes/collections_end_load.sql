-- collections_end_load: ends a load: analyzes the collection, and builds the indexes that were suspended; returns their
-- names.
--
-- rows  how many records were written
create or replace function pgmatch.collections_end_load(collection text, rows bigint)
returns setof name
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select l.* from pgmatch.finish_load(pgmatch.collection_table(collection), rows) as l
$$;

comment on function pgmatch.collections_end_load is
  'Ends a load: analyzes the collection, and builds the indexes that were suspended.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_end_load', null, 'execute');
