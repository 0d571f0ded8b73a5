insert into pgmatch.install (line, schema_name) values ('core', 'pgmatch');

select pgmatch.register('core', 'table', 'pgmatch.install', 'select', 'select', shared => true);
select pgmatch.register(
  'core', 'table', 'pgmatch.search', 'select', 'select, update (model, normalized, chunk_tokens)', shared => true
);
select pgmatch.register('core', 'table', 'pgmatch.index_tuning', 'select', 'select', shared => true);
select pgmatch.register('core', 'table', 'pgmatch.search_function');
select pgmatch.register('core', 'table', 'pgmatch.suspended_index');
select pgmatch.register('core', 'table', 'pgmatch.member');
select pgmatch.register('core', 'table', 'pgmatch.core_version');
select pgmatch.register('core', 'function', 'pgmatch.vector_indexes');
select pgmatch.register('core', 'function', 'pgmatch.index_build', 'execute', 'execute');
select pgmatch.register('core', 'function', 'pgmatch.tuning_of', 'execute', 'execute');
select pgmatch.register('core', 'function', 'pgmatch.dimensions_of', 'execute', 'execute');
select pgmatch.register('core', 'function', 'pgmatch.owner_comparison', 'execute', 'execute');
select pgmatch.register('core', 'function', 'pgmatch.is_trusted', 'execute', 'execute');
select pgmatch.register('core', 'function', 'pgmatch.model_dimensions', null, 'execute');
select pgmatch.register('core', 'function', 'pgmatch.check_model_dimensions', null, 'execute');
select pgmatch.register('core', 'function', 'pgmatch.dimensions_change', null, 'execute');
