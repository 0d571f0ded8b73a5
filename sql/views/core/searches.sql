-- searches: the match functions that pgmatch.create_search has made, one a row.
--
-- index       the index that searches of the table use now
-- is_current  whether the function was written for it; otherwise pgmatch.refresh_searches() makes it faster
create or replace view pgmatch.searches with (security_invoker = true) as
select
  format('%I.%I', d.schema_name, d.name) as name,
  pg_get_function_arguments(p.oid) as arguments,
  d.target,
  d.embedding,
  d.metric,
  d.returns,
  d.filters,
  d.contract,
  c.index,
  d.decided is not distinct from pgmatch.search_choice(d.target, d.embedding, d.metric) as is_current
from pgmatch.declared_searches() as d
inner join pg_proc as p on p.oid = pgmatch.search_oid(d.schema_name, d.name)
left join pg_class as t on t.oid = d.target
cross join lateral pgmatch.search_index(d.target, d.embedding, d.metric) as c;

comment on view pgmatch.searches is
  'The match functions that pgmatch.create_search has made; is_current is false if refresh_searches() would help.';

revoke all on pgmatch.searches from public;
