select pgmatch.lock_line('nods');

select pgmatch.drop_function('nods', 'nods_remove_pages(text[], text)');
select pgmatch.drop_function('nods', 'nods_pages(text, text)');
select pgmatch.drop_function('nods', 'nods_corpora(text[])');
select pgmatch.drop_function('nods', 'pgmatch.nods_set_parents(jsonb)');
select pgmatch.drop_function('nods', 'pgmatch.nods_load_pages(jsonb, text, integer, boolean, text, boolean)');
select pgmatch.drop_function('nods', 'nods_preview_page(text, text, text, text[], text[], jsonb)');
select pgmatch.drop_function(
  'nods', 'nods_preview_ingest(text, text, integer, text[], boolean, integer, text, boolean, text)'
);
select pgmatch.drop_function('nods', 'nods_finish_ingest(bigint, jsonb, boolean)');
select pgmatch.drop_function('nods', 'nods_put_page(bigint, text, text, jsonb, jsonb, text, text, text)');
select pgmatch.drop_function('nods', 'nods_add_sections(bigint, text, text, jsonb)');
select pgmatch.drop_function('nods', 'nods_sections_to_embed(bigint, text, text, text[], text[])');
select pgmatch.drop_function(
  'nods', 'nods_begin_ingest(text, text, integer, boolean, integer, text, text, jsonb, text[], boolean, text)'
);
select pgmatch.drop_function('nods', 'pgmatch.nods_record_model(text, integer, boolean, integer)');
select pgmatch.drop_function('nods', 'pgmatch.nods_check_model(text, integer, boolean, integer)');
select pgmatch.drop_function('nods', 'pgmatch.nods_check_begin(text, integer, text, text[])');
select pgmatch.drop_function('nods', 'pgmatch.nods_delete_pages(bigint[])');
select pgmatch.drop_function('nods', 'pgmatch.nods_check_prune(text, text, text, text[], boolean, integer)');
select pgmatch.drop_function('nods', 'pgmatch.nods_gone_pages(text, text, text[])');
select pgmatch.drop_function('nods', 'pgmatch.nods_put_sections(bigint, jsonb)');
select pgmatch.drop_function('nods', 'pgmatch.nods_insert_section(bigint, jsonb, bigint)');
select pgmatch.drop_function('nods', 'pgmatch.nods_open_page(bigint, text)');
select pgmatch.drop_function('nods', 'pgmatch.nods_lock_page(text, text)');
select pgmatch.drop_function('nods', 'pgmatch.nods_check_page(text, text, jsonb, text, text)');
select pgmatch.drop_function('nods', 'pgmatch.nods_check_embedding(vector, text)');
select pgmatch.drop_function('nods', 'pgmatch.nods_match_sections(bigint, text[], text[])');
select pgmatch.drop_function('nods', 'pgmatch.nods_bare_text(text)');
select pgmatch.drop_function('nods', 'pgmatch.nods_is_complete(bigint, text)');
select pgmatch.drop_function('nods', 'pgmatch.nods_read_by(text)');
select pgmatch.drop_function('nods', 'pgmatch.nods_forget_runs(bigint)');
select pgmatch.drop_function('nods', 'pgmatch.nods_lock_corpus(text)');
select pgmatch.drop_function('nods', 'pgmatch.nods_run_corpus(bigint)');
select pgmatch.drop_function('nods', 'pgmatch.nods_is_over(bigint)');
delete from pgmatch.member as m
where m.line = 'nods' and m.kind = 'table' and m.name in ('pgmatch.nods_run', 'pgmatch.nods_corpus');
drop table pgmatch.nods_corpus;
drop table pgmatch.nods_run;
