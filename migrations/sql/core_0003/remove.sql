select pgmatch.check_core_users();

drop view pgmatch.searches;
select pgmatch.drop_function('core', 'pgmatch.drop_search(text)');
select pgmatch.drop_function('core', 'pgmatch.put_back_function(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.ownership_changes(regprocedure, name, aclitem[])');
select pgmatch.drop_function('core', 'pgmatch.refresh_searches(regclass)');
select pgmatch.drop_function('core', 'pgmatch.search_state(pgmatch.search_function)');
select pgmatch.drop_function(
  'core', 'pgmatch.create_search'
  '(text, text, text, text[], text, jsonb, text, text, text, boolean, text, text, text[], text[], text)'
);
select pgmatch.drop_function('core', 'pgmatch.check_search(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.check_search_names(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.check_search_filters(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.check_search_columns(pgmatch.search_function)');
select pgmatch.drop_function(
  'core', 'pgmatch.declare_search(text, text, text, text[], text, jsonb, text, text, text, text[], text[], text)'
);
select pgmatch.drop_function('core', 'pgmatch.declare_contract(pgmatch.search_function, text[])');
select pgmatch.drop_function('core', 'pgmatch.declare_words(pgmatch.search_function, name, text)');
select pgmatch.drop_function('core', 'pgmatch.grant_search(pgmatch.search_function)');
select pgmatch.take_back_grants();
select pgmatch.drop_function('core', 'pgmatch.take_back_grants()');
select pgmatch.drop_function('core', 'pgmatch.search_grants(name[])');
select pgmatch.drop_function('core', 'pgmatch.search_readers(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.make_search(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.follow_searches()');
select pgmatch.drop_function('core', 'pgmatch.declared_searches()');
select pgmatch.drop_function('core', 'pgmatch.follow_search(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.present_column(pgmatch.search_function, name)');
select pgmatch.drop_function('core', 'pgmatch.keep_search(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.search_definition(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.search_hybrid(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.search_document(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.search_everything(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.search_walk(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.search_scan(pgmatch.search_function, pgmatch.chosen_index)');
select pgmatch.drop_function('core', 'pgmatch.search_parts(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.declaration_of(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.search_variables(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.search_arguments(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.search_ranks(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.search_columns(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.search_path(pgmatch.search_function)');
select pgmatch.drop_function('core', 'pgmatch.search_key(regclass, name)');
select pgmatch.drop_function('core', 'pgmatch.search_type(text, text)');
select pgmatch.drop_function('core', 'pgmatch.check_condition(regclass, text, text, text)');
select pgmatch.drop_function('core', 'pgmatch.fill_condition(text, text)');
select pgmatch.drop_function(
  'core', 'pgmatch.text_matches(anyelement, regclass, name, text, regconfig, text, integer, text, text, text)'
);
select pgmatch.drop_function('core', 'pgmatch.check_fusion(double precision, double precision, integer)');
select pgmatch.drop_function('core', 'pgmatch.query_terms(tsquery, boolean)');
select pgmatch.drop_function('core', 'pgmatch.fill(text, jsonb)');
select pgmatch.drop_function('core', 'pgmatch.doctor_table_missing()');
select pgmatch.drop_function('core', 'pgmatch.doctor_search_outdated()');
select pgmatch.drop_function('core', 'pgmatch.doctor_search_missing()');
select pgmatch.drop_function('core', 'pgmatch.doctor_search_invalid()');
select pgmatch.drop_function('core', 'pgmatch.doctor_models()');
select pgmatch.drop_function('core', 'pgmatch.doctor_embeddings_zero()');
select pgmatch.drop_function('core', 'pgmatch.doctor_embeddings_missing()');
select pgmatch.drop_function('core', 'pgmatch.doctor_embeddings_length()');
select pgmatch.drop_function('core', 'pgmatch.doctor_dimensions()');
select pgmatch.drop_function('core', 'pgmatch.ingest_steps(text)');
select pgmatch.drop_function('core', 'pgmatch.doctor_index_unused()');
select pgmatch.drop_function('core', 'pgmatch.doctor_index_missing()');
select pgmatch.drop_function('core', 'pgmatch.doctor_index_metric()');
select pgmatch.drop_function('core', 'pgmatch.doctor_index_invalid()');
select pgmatch.drop_function('core', 'pgmatch.callable_searches()');
