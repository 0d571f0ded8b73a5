-- Drops the functions and the column, and removes the line from the record.
--
-- The version table stays, because Alembic writes to it after this step. `pgmatch uninstall` removes it.
select pgmatch.lock_line('nods');

select pgmatch.drop_function('nods_text', 'pgmatch.nods_text_doctor_words_unread()');
select pgmatch.drop_function(
  'nods_text',
  'hybrid_search_page_sections'
  '(text, vector, integer, double precision, double precision, integer,'
  ' integer, text, text, text, jsonb, integer, integer, integer)'
);
select pgmatch.drop_function(
  'nods_text', 'pgmatch.nods_text_matches(text, integer, integer, text, text, text, jsonb)'
);
select pgmatch.drop_function('nods_text', 'pgmatch.nods_text_query(text, boolean)');
select pgmatch.drop_function('nods_text', 'pgmatch.nods_text_question(text)');

do $$
declare
  _schema text := (select i.schema_name from pgmatch.install as i where i.line = 'nods_text');
begin
  -- this drops its index too
  execute format('alter table %I.nods_page_section drop column if exists fts', _schema);
end;
$$;

select pgmatch.drop_function('nods_text', 'pgmatch.nods_text_letters()');
delete from pgmatch.member as m where m.line = 'nods_text';
delete from pgmatch.install as i where i.line = 'nods_text';
drop policy if exists pgmatch_nobody on pgmatch.nods_text_version;
alter table pgmatch.nods_text_version disable row level security;
