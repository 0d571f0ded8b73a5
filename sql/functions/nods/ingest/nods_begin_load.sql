-- nods_begin_load: suspends the indexes of the sections during a load, see pgmatch.suspend_for_load.
--
-- sections  how many sections the load has inserted so far; call it again when there are twice as many
create or replace function pgmatch.nods_begin_load(sections bigint)
returns table (is_suspended boolean, advice text)
language sql
volatile
set search_path from current
as $$
  select l.is_suspended, l.advice from pgmatch.suspend_for_load('nods_page_section'::regclass, sections) as l
$$;

comment on function pgmatch.nods_begin_load is
  'Suspends the indexes of the sections during a load, if that makes it faster and hinders nobody.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_begin_load', null, 'execute');
