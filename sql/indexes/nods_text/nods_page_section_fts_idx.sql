-- Finds sections by their words, for the full-text half of hybrid searches.
create index if not exists nods_page_section_fts_idx on nods_page_section using gin (fts);

select pgmatch.check_index('nods', 'nods_page_section_fts_idx');
