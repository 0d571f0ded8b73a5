-- searches: the match functions that pgmatch.create_search has made, one a row.
--
-- index       the index that searches of the table use now
-- is_current  whether the function was written for it; otherwise pgmatch.refresh_searches() makes it faster
create or replace view pgmatch.searches as
select
  s.full_name as name,
  pg_get_function_arguments(s.made) as arguments,
  s.target,
  s.embedding,
  s.metric,
  s.returns,
  s.filters,
  s.contract,
  c.index,
  coalesce(s.decided, '') = coalesce(pgmatch.search_choice(s.target, s.embedding, s.metric), '') as is_current
from (
  select
    d.*,
    pgmatch.search_oid(d.schema_name, d.name) as made,
    format('%I.%I', d.schema_name, d.name) as full_name
  from pgmatch.declared_searches() as d
) as s
cross join lateral pgmatch.search_index(s.target, s.embedding, s.metric) as c;

alter view pgmatch.searches set (security_invoker = true);

comment on view pgmatch.searches is
  'The match functions that pgmatch.create_search has made; is_current is false if refresh_searches() would help.';

revoke all on pgmatch.searches from public;
