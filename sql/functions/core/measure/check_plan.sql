-- check_plan: raises 55000 unless a plan, as explain returns it in JSON, uses an index.
create or replace function pgmatch.check_plan(index regclass, plan jsonb)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _taken jsonb := jsonb_path_query_array(plan, '$.**."Index Name"');
begin
  if not exists (
    select 1
    from pg_class as c
    where _taken ? c.relname::text
      -- the plan of a partitioned table has the indexes of the partitions
      and (c.oid = check_plan.index or c.oid in (select t.relid from pg_partition_tree(check_plan.index) as t))
  ) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('searches do not use %s; the planner chooses %s', index, coalesce(_taken ->> 0, 'no index')),
      hint = 'If two indexes have the same column and operator class, drop one of them.';
  end if;
end;
$$;

comment on function pgmatch.check_plan is
  'Raises 55000 unless a plan uses the given index.';

select pgmatch.register('core', 'function', 'pgmatch.check_plan');
