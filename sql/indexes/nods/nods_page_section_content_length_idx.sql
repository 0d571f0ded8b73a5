-- Finds the sections that are long enough for a search if there are few of them.
create index if not exists nods_page_section_content_length_idx on nods_page_section (length(content));

select pgmatch.check_index('nods', 'nods_page_section_content_length_idx');
