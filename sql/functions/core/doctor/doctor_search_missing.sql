-- doctor_search_missing: declarations of pgmatch.create_search whose table or function somebody has dropped.
create or replace function pgmatch.doctor_search_missing()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    -- calls of a function that is there fail
    case when s.arguments is null then 'warning' else 'error' end,
    'function ' || s.name,
    s.problem,
    array_remove(array[s.fix], null),
    false
  from pgmatch.searches as s
  where s.state in ('table missing', 'function missing')
$$;

comment on function pgmatch.doctor_search_missing is
  'The table or the function of a search was dropped.';

revoke all on function pgmatch.doctor_search_missing from public;
