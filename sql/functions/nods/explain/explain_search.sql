-- explain_search: how a search is answered: on which path, by which index, and how long it takes.
--
-- search     match_page_sections, search_page_sections, hybrid_search_page_sections, or a function in the same schema
--            that pgmatch.create_search has made
-- arguments  its arguments, as in a call by RPC
--
-- pgmatch.explain_call says what the columns mean. Raises 42883 for another function, 22023 for arguments that it
-- does not have or lacks, and what the search raises.
create or replace function explain_search(search text, arguments jsonb)
returns table (path text, index text, rows bigint, ms double precision)
language sql
stable
rows 1
set search_path from current
as $$
  select e.path, e.index, e.rows, e.ms
  from pgmatch.explain_call(pgmatch.nods_search_named(search), arguments) as e
$$;

comment on function explain_search(text, jsonb) is
  'How a search is answered: on which path, by which index, and how long it takes.';

select pgmatch.register('nods', 'function', 'explain_search(text, jsonb)', 'execute', 'execute');
