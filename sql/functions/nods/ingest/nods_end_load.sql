-- nods_end_load: ends a load: analyzes the tables, and builds the indexes that were suspended; returns their names.
--
-- pages, sections  how many were inserted
create or replace function pgmatch.nods_end_load(pages bigint, sections bigint)
returns setof name
language sql
volatile
set search_path from current
as $$
  select l.* from pgmatch.finish_load('nods_page'::regclass, pages) as l
  union all
  select l.* from pgmatch.finish_load('nods_page_section'::regclass, sections) as l
$$;

comment on function pgmatch.nods_end_load is
  'Ends a load: analyzes the tables of pages, and builds the indexes that were suspended.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_end_load', null, 'execute');
