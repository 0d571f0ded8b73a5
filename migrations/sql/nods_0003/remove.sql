do $$
declare
  _above text := (select min(i.line) from pgmatch.install as i where i.base = 'nods');
begin
  if _above is not null then
    raise exception using
      errcode = 'dependent_objects_still_exist',
      message = format(
        'the line "%s" is installed, and its functions call those that the downgrade would drop', _above
      ),
      hint = format('Downgrade it first: pgmatch alembic -n %s downgrade base', _above);
  end if;
end;
$$;
select pgmatch.drop_function('nods', 'match_page_sections(vector, double precision, integer, integer)');
select pgmatch.drop_function('nods', 'get_page_parents(bigint)');
select pgmatch.drop_function('nods', 'pgmatch_info()');
select pgmatch.drop_function(
  'nods',
  'find_similar_sections'
  '(bigint, integer, double precision, integer, text, text, text, jsonb, boolean, integer, integer, integer)'
);
select pgmatch.drop_function(
  'nods', 'find_duplicate_sections(double precision, integer, integer, text, text, text, jsonb, boolean)'
);
select pgmatch.drop_function(
  'nods',
  'search_page_sections'
  '(vector, integer, double precision, integer, text, text, text, jsonb, integer, integer, integer)'
);
select pgmatch.drop_function(
  'nods',
  'pgmatch.nods_nearest'
  '(vector, double precision, integer, integer, text, text, text, jsonb, integer, integer, integer)'
);
select pgmatch.drop_function(
  'nods', 'pgmatch.nods_walk(vector, integer, double precision, integer, integer, integer, integer)'
);
select pgmatch.drop_function('nods', 'pgmatch.nods_make_walk()');
select pgmatch.drop_function('nods', 'pgmatch.nods_walks()');
select pgmatch.drop_function('nods', 'pgmatch.nods_section_filter(text, text, text, jsonb)');
select pgmatch.drop_function('nods', 'pgmatch.nods_content_filter(integer)');
select pgmatch.drop_function('nods', 'pgmatch.nods_page_filter(text, text, text, jsonb)');
select pgmatch.drop_function('nods', 'pgmatch.set_dimensions(integer)');
select pgmatch.drop_function('nods', 'pgmatch.nods_check_dimensions(integer)');
select pgmatch.drop_function('nods', 'pgmatch.nods_index_statement(boolean)');
select pgmatch.drop_function('nods', 'pgmatch.nods_doctor_walk_outdated()');
select pgmatch.drop_function('nods', 'pgmatch.nods_doctor_sections_too_long()');
select pgmatch.drop_function('nods', 'pgmatch.nods_doctor_embeddings_unverified()');
drop type nods_section_match;
