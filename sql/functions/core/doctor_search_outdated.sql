-- doctor_search_outdated: functions of pgmatch.create_search, written for another index than searches use now.
create or replace function pgmatch.doctor_search_outdated()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'warning',
    'function ' || s.name,
    'It was made when its table had other indexes: its answers are right, but slow.',
    '{select pgmatch.refresh_searches();}'::text[],
    true
  from pgmatch.searches as s
  inner join pg_class as c on c.oid = s.target
  where not s.is_current
$$;

comment on function pgmatch.doctor_search_outdated is
  'A search function was made for other indexes than there are.';

revoke all on function pgmatch.doctor_search_outdated from public;
