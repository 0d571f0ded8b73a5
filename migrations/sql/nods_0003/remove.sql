select pgmatch.drop_function('nods', 'match_page_sections(vector, double precision, integer, integer)');
select pgmatch.drop_function('nods', 'get_page_parents(bigint)');
select pgmatch.drop_function('nods', 'pgmatch_info()');
select pgmatch.drop_function('nods', 'pgmatch.nods_nearest(vector, double precision, integer, integer)');
select pgmatch.drop_function('nods', 'pgmatch.nods_set_scan(text, integer, integer)');
select pgmatch.drop_function('nods', 'pgmatch.nods_check_query(vector, double precision, integer)');
select pgmatch.drop_function('nods', 'pgmatch.nods_similarity(double precision, text)');
select pgmatch.drop_function('nods', 'pgmatch.nods_index_statement(boolean)');
select pgmatch.drop_function('nods', 'pgmatch.nods_vector_index()');
