-- collections_own: the table of a collection that is to be changed or dropped.
--
-- What functions with the rights of their owner call first, so that they change nothing else. Raises what
-- pgmatch.collection_table and pgmatch.collections_check_owner raise.
create or replace function pgmatch.collections_own(collection text)
returns regclass
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _table regclass;
begin
  _table := pgmatch.collection_table(collection);
  perform pgmatch.collections_check_owner(_table);
  return _table;
end;
$$;

comment on function pgmatch.collections_own is
  'The table of a collection that is to be changed or dropped; raises 42501 for one of another role.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_own');
