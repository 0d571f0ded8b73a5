-- if the type exists, these functions are pgmatch's own, left by an install whose record was lost
select pgmatch.keep_function('nods', f.name)
from (
  values ('match_page_sections(vector, double precision, integer, integer)'), ('get_page_parents(bigint)')
) as f (name)
where to_regtype('nods_section_match') is null;
