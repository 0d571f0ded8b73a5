-- collections_records: the number of records of a collection that the caller sees.
--
-- Counts up to 10,000; beyond, it is the planner's estimate. If policies may hide some, it always counts. Null for a
-- table that somebody drops meanwhile, and for one of a stranger with policies, whose code would run with the caller's
-- rights.
create or replace function pgmatch.collections_records(target regclass)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _estimate constant real := (select c.reltuples from pg_class as c where c.oid = target::oid);
  _counted bigint;
begin
  if _estimate > 10000 and pgmatch.collections_sees_all(target) then
    return _estimate;
  elsif not pgmatch.collections_is_trusted(target) then
    return null;
  end if;
  execute pg_catalog.format('select count(*) from %s', target) into _counted;
  return _counted;
exception when undefined_table or syntax_error then
  return null;
end;
$$;

comment on function pgmatch.collections_records is
  'The number of records of a collection that the caller sees; about, if it is large.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_records', 'execute', 'execute');
