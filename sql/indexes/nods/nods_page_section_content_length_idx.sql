-- Finds the long sections where only few are long enough for a search.
create index if not exists nods_page_section_content_length_idx on nods_page_section (length(content));
