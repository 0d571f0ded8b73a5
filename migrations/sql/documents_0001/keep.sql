-- the plugin's function, not pgmatch's own, left by an install whose record was lost
select pgmatch.keep_function('documents', f.name)
from (
  values (
    'match_page_sections'
    '(vector, integer, text, text, text, text, timestamptz, timestamptz)'
  )
) as f (name)
inner join pg_proc as p on p.oid = to_regprocedure(f.name)
where p.prosrc !~ 'pgmatch[.]nearest';
