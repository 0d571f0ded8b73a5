-- model_gap_condition: the condition that a row s has an embedding in only one column of a change of model.
--
-- It is the same before and after the switch, so that the index of pgmatch.model_gap_index serves both.
create or replace function pgmatch.model_gap_condition(target regclass, one name, other name)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(format('(%I is null)', a.attname), ' <> ' order by a.attnum)
  from pg_attribute as a
  where a.attrelid = target and a.attname in (one, other)
$$;

comment on function pgmatch.model_gap_condition is
  'The condition that a row has an embedding in only one column of a change of model.';

revoke all on function pgmatch.model_gap_condition from public;
