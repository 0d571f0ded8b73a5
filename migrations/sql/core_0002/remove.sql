select pgmatch.check_core_users();

select pgmatch.drop_function('core', 'pgmatch.check_embeddings(regclass, name)');
select pgmatch.drop_function(
  'core', 'pgmatch.measure_recall(integer, integer, integer, integer, double precision, regclass, text)'
);
select pgmatch.drop_function(
  'core',
  'pgmatch.measure_search'
  '(regclass, pgmatch.row_place[], double precision[], integer, integer, integer, double precision, text)'
);
select pgmatch.drop_function('core', 'pgmatch.nearest_exact(regclass, pgmatch.row_place[], integer, text)');
select pgmatch.drop_function('core', 'pgmatch.recall_queries(regclass, name, integer, integer)');
select pgmatch.drop_function('core', 'pgmatch.measured_index(regclass, text)');
select pgmatch.drop_function('core', 'pgmatch.default_search()');
select pgmatch.drop_function('core', 'pgmatch.check_plan(regclass, jsonb)');
select pgmatch.drop_function(
  'core', 'pgmatch.check_measurement(name, text, integer, integer, integer, double precision)'
);
select pgmatch.drop_function(
  'core',
  'pgmatch.near_pairs'
  '(anyelement, regclass, name, name, text, double precision, integer, text, text, text, name, text)'
);
select pgmatch.drop_function('core', 'pgmatch.best_pairs(anyarray, anyarray, double precision[], integer)');
select pgmatch.drop_function('core', 'pgmatch.matching_keys(anyelement, pgmatch.question, integer)');
select pgmatch.drop_function(
  'core',
  'pgmatch.nearest'
  '(anyelement, regclass, name, name, text, vector, integer, double precision, text, text, text,'
  ' integer, integer, integer, text, boolean)'
);
select pgmatch.drop_function('core', 'pgmatch.compare(anyelement, pgmatch.question, boolean)');
select pgmatch.drop_function(
  'core', 'pgmatch.walk(anyelement, pgmatch.question, boolean, integer, integer, integer)'
);
select pgmatch.drop_function('core', 'pgmatch.search_rows(anyelement, pgmatch.question, text)');
select pgmatch.drop_function('core', 'pgmatch.search_statement(pgmatch.question, text)');
select pgmatch.drop_function('core', 'pgmatch.set_scan(pgmatch.chosen_index, integer, integer, integer, integer)');
select pgmatch.drop_function('core', 'pgmatch.default_probes(regclass, integer, integer)');
select pgmatch.drop_function('core', 'pgmatch.put_back(pgmatch.setting[])');
select pgmatch.drop_function('core', 'pgmatch.change_setting(text, text, text, text)');
select pgmatch.drop_function('core', 'pgmatch.is_fast(regclass, name, text, text)');
select pgmatch.drop_function('core', 'pgmatch.search_choice(regclass, name, text)');
select pgmatch.drop_function('core', 'pgmatch.search_index(regclass, name, text)');
select pgmatch.drop_function('core', 'pgmatch.is_few(pgmatch.question)');
select pgmatch.drop_function('core', 'pgmatch.few_rows(regclass)');
select pgmatch.drop_function('core', 'pgmatch.tenant_filter(regclass, name)');
select pgmatch.drop_function('core', 'pgmatch.has_policies(regclass)');
select pgmatch.drop_function('core', 'pgmatch.check_scan(integer, integer, integer, integer)');
select pgmatch.drop_function(
  'core', 'pgmatch.check_arguments(regclass, name, vector, double precision, integer, text)'
);
select pgmatch.drop_function('core', 'pgmatch.check_query(vector, double precision, integer, integer, text, text)');
select pgmatch.drop_function('core', 'pgmatch.distance(regclass, name, text)');
select pgmatch.drop_function('core', 'pgmatch.metric_sql(text)');
drop type pgmatch.recall_measurement;
drop type pgmatch.index_to_measure;
drop type pgmatch.question;
drop type pgmatch.chosen_index;
drop type pgmatch.setting;
drop type pgmatch.row_place;
