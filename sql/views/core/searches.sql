-- searches: the match functions that pgmatch.create_search has made, one a row.
--
-- index       the index that searches of the table use now
-- is_current  whether pgmatch.refresh_searches() would change nothing
-- state       one of those of pgmatch.search_state, such as fine or outdated
-- problem     what is wrong if it is not fine, and fix the statements that solve it
create or replace view pgmatch.searches as
select
  format('%I.%I', s.schema_name, s.name) as name,
  pg_get_function_arguments(pgmatch.search_oid(s)) as arguments,
  s.target,
  s.embedding,
  s.metric,
  s.returns,
  (select json_object_agg(f.pair ->> 0, f.pair ->> 1) from jsonb_array_elements(s.filters) as f (pair)) as filters,
  s.contract,
  -- without the extension there is none
  case when e.extname is not null then (pgmatch.search_index(s.target, s.embedding, s.metric)).index end as index,
  t.state = 'fine' as is_current,
  t.state,
  t.problem,
  nullif(array_to_string(t.fix, E'\n'), '') as fix
from pgmatch.declared_searches() as s
left join pg_extension as e on e.extname = 'vector'
cross join lateral pgmatch.search_state(s) as t;

alter view pgmatch.searches set (security_invoker = true);

comment on view pgmatch.searches is
  'The match functions that pgmatch.create_search has made, and the state of each; the fix solves its problem.';

revoke all on pgmatch.searches from public;
