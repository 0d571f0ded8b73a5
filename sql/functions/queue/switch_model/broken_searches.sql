-- broken_searches: the made functions of a table that are not fine, and not only out of date.
create or replace function pgmatch.broken_searches(target regclass)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select array(
    select format('%I.%I', d.schema_name, d.name)
    from pgmatch.declared_searches() as d
    cross join lateral pgmatch.search_state(d) as s
    where d.target = broken_searches.target and s.state not in ('fine', 'outdated', 'renamed')
  )
$$;

comment on function pgmatch.broken_searches is
  'The made functions of a table that are not fine, and not only out of date.';

revoke all on function pgmatch.broken_searches from public;
