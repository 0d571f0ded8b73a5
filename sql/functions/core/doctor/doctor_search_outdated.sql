-- doctor_search_outdated: functions of pgmatch.create_search that were made for another index, or for names that have
-- changed since.
create or replace function pgmatch.doctor_search_outdated()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    case s.state when 'renamed' then 'error' else 'warning' end,
    'function ' || s.name,
    s.problem,
    array[s.fix],
    true
  from pgmatch.searches as s
  -- the fix of index_missing makes those of a missing index anew
  where s.state = 'renamed' or s.state = 'outdated' and s.index is not null
$$;

comment on function pgmatch.doctor_search_outdated is
  'A search function was made for other indexes or names than there are.';

revoke all on function pgmatch.doctor_search_outdated from public;
