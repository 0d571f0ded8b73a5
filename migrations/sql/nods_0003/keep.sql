select pgmatch.keep_function('nods', 'match_page_sections(vector, double precision, integer, integer)');
select pgmatch.keep_function('nods', 'get_page_parents(bigint)');
