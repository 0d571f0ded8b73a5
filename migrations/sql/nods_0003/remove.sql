do $$
declare
  _above text := (select min(i.line) from pgmatch.install as i where i.base = 'nods');
begin
  if _above is not null then
    raise exception using
      errcode = 'dependent_objects_still_exist',
      message = format('the line "%s" is installed, and its functions call those that the downgrade would drop', _above),
      hint = format('Downgrade it first: pgmatch alembic -n %s downgrade base', _above);
  end if;
end;
$$;

-- made by create_search
drop view pgmatch.searches;
select pgmatch.drop_function('nods', 'pgmatch.drop_search(text)');
select pgmatch.drop_function('nods', 'pgmatch.ownership_changes(regprocedure, name, aclitem[])');
select pgmatch.drop_function('nods', 'pgmatch.refresh_searches(regclass)');
select pgmatch.drop_function('nods', 'pgmatch.declared_searches()');
select pgmatch.drop_function(
  'nods', 'pgmatch.create_search(text, text, text, text[], text, jsonb, text, text, text, text[], text[], text)'
);
select pgmatch.drop_function('nods', 'pgmatch.check_search(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.check_search_names(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.check_search_filters(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.check_search_columns(pgmatch.search_function)');
select pgmatch.drop_function(
  'nods', 'pgmatch.declare_search(text, text, text, text[], text, jsonb, text, text, text, text[], text[], text)'
);
select pgmatch.drop_function('nods', 'pgmatch.declare_contract(pgmatch.search_function, text[])');
select pgmatch.drop_function('nods', 'pgmatch.grant_search(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.search_grants(name[])');
select pgmatch.drop_function('nods', 'pgmatch.search_readers(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.make_search(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.keep_search(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.search_oid(name, name)');
select pgmatch.drop_function('nods', 'pgmatch.search_definition(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.search_everything(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.search_walk(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.search_scan(pgmatch.search_function, pgmatch.chosen_index)');
select pgmatch.drop_function('nods', 'pgmatch.search_parts(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.search_variables(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.search_arguments(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.search_columns(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.search_path(pgmatch.search_function)');
select pgmatch.drop_function('nods', 'pgmatch.search_key(regclass, name)');
select pgmatch.drop_function('nods', 'pgmatch.search_type(text, text)');
select pgmatch.drop_function('nods', 'pgmatch.check_condition(regclass, text, text, text)');
select pgmatch.drop_function('nods', 'pgmatch.fill_condition(text, text)');
select pgmatch.drop_function('nods', 'pgmatch.fill(text, jsonb)');
drop table pgmatch.search_function;
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
select pgmatch.drop_function('nods', 'pgmatch.check_search(regclass, name, vector, double precision, integer, text)');
select pgmatch.drop_function('nods', 'pgmatch.nods_section_filter(text, text, text, jsonb)');
select pgmatch.drop_function('nods', 'pgmatch.nods_content_filter(integer)');
select pgmatch.drop_function('nods', 'pgmatch.nods_page_filter(text, text, text, jsonb)');
select pgmatch.drop_function(
  'nods',
  'pgmatch.near_pairs'
  '(anyelement, regclass, name, name, text, double precision, integer, text, text, text, name, text)'
);
select pgmatch.drop_function('nods', 'pgmatch.best_pairs(anyarray, anyarray, double precision[], integer)');
select pgmatch.drop_function('nods', 'pgmatch.matching_keys(anyelement, pgmatch.question)');
select pgmatch.drop_function(
  'nods',
  'pgmatch.nearest'
  '(anyelement, regclass, name, name, text, vector, integer, double precision, text, text, text, integer, integer, integer, text)'
);
select pgmatch.drop_function('nods', 'pgmatch.compare(anyelement, pgmatch.question, boolean)');
select pgmatch.drop_function(
  'nods', 'pgmatch.walk(anyelement, pgmatch.question, boolean, integer, integer, integer)'
);
select pgmatch.drop_function('nods', 'pgmatch.search_rows(anyelement, pgmatch.question, text)');
select pgmatch.drop_function('nods', 'pgmatch.search_statement(pgmatch.question, text)');
select pgmatch.drop_function('nods', 'pgmatch.set_scan(pgmatch.chosen_index, integer, integer, integer, integer)');
select pgmatch.drop_function('nods', 'pgmatch.default_probes(regclass, integer, integer)');
select pgmatch.drop_function('nods', 'pgmatch.put_back(pgmatch.setting[])');
select pgmatch.drop_function('nods', 'pgmatch.change_setting(text, text, text, text)');
select pgmatch.drop_function('nods', 'pgmatch.is_fast(regclass, name, text, text)');
select pgmatch.drop_function('nods', 'pgmatch.search_choice(regclass, name, text)');
select pgmatch.drop_function('nods', 'pgmatch.search_index(regclass, name, text)');
select pgmatch.drop_function('nods', 'pgmatch.is_few(pgmatch.question)');
select pgmatch.drop_function('nods', 'pgmatch.few_rows(regclass)');
select pgmatch.drop_function('nods', 'pgmatch.tenant_filter(regclass, name)');
select pgmatch.drop_function('nods', 'pgmatch.has_policies(regclass)');
select pgmatch.drop_function('nods', 'pgmatch.check_scan(integer, integer, integer, integer)');
select pgmatch.drop_function(
  'nods', 'pgmatch.check_arguments(regclass, name, vector, double precision, integer, text)'
);
select pgmatch.drop_function('nods', 'pgmatch.check_query(vector, double precision, integer, integer, text, text)');
select pgmatch.drop_function('nods', 'pgmatch.distance(regclass, name, text)');
select pgmatch.drop_function('nods', 'pgmatch.metric_sql(text)');
select pgmatch.drop_function('nods', 'pgmatch.set_dimensions(integer)');
select pgmatch.drop_function('nods', 'pgmatch.nods_check_dimensions(integer)');
select pgmatch.drop_function('nods', 'pgmatch.nods_index_statement(boolean)');
select pgmatch.drop_function(
  'nods', 'pgmatch.measure_recall(integer, integer, integer, integer, double precision, regclass, text)'
);
select pgmatch.drop_function(
  'nods',
  'pgmatch.measure_search(regclass, pgmatch.row_place[], double precision[], integer, integer, integer, double precision, text)'
);
select pgmatch.drop_function('nods', 'pgmatch.nearest_exact(regclass, pgmatch.row_place[], integer, text)');
select pgmatch.drop_function('nods', 'pgmatch.recall_queries(regclass, name, integer, integer)');
select pgmatch.drop_function('nods', 'pgmatch.check_plan(regclass, jsonb)');
select pgmatch.drop_function(
  'nods', 'pgmatch.check_measurement(name, text, integer, integer, integer, double precision)'
);
select pgmatch.drop_function('nods', 'pgmatch.measured_index(regclass, text)');
select pgmatch.drop_function('nods', 'pgmatch.default_search()');
select pgmatch.drop_function('nods', 'pgmatch.check_embeddings(regclass, name)');
select pgmatch.drop_function('nods', 'pgmatch.doctor_search_outdated()');
select pgmatch.drop_function('nods', 'pgmatch.doctor_index_unused()');
select pgmatch.drop_function('nods', 'pgmatch.doctor_index_missing()');
select pgmatch.drop_function('nods', 'pgmatch.doctor_index_metric()');
select pgmatch.drop_function('nods', 'pgmatch.doctor_index_invalid()');
select pgmatch.drop_function('nods', 'pgmatch.callable_searches()');
drop type pgmatch.recall_measurement;
drop type pgmatch.index_to_measure;
drop type pgmatch.question;
drop type pgmatch.chosen_index;
drop type pgmatch.setting;
drop type pgmatch.row_place;
drop type nods_section_match;
