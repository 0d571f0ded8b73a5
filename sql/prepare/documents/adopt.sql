-- Functions that have the names of this line's. pgmatch.adopt_table checks the table.
select
  'stop' as level,
  p.oid::regprocedure::text as object,
  'has the name of one of pgmatch''s' as finding,
  null as lock,
  format('Rename or drop it, or install into another schema (-x schema=...): drop function %s;', p.oid::regprocedure)
    as remedy
from pg_namespace as n
inner join pg_proc as p on p.pronamespace = n.oid
where n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public')
  and p.proname in ('search_documents', 'put_document', 'delete_documents')
  -- if an earlier install left pgmatch's own, they are created again
  and not exists (
    select from pg_proc as o
    where o.pronamespace = n.oid
      and o.proname = 'search_documents'
      and o.prosrc ~ E'\n-- made by pgmatch[.]create_search'
  )
