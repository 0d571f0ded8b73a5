-- Searches filter by a page's source.
create index if not exists nods_page_source_idx on nods_page (source);

select pgmatch.check_index('nods', 'nods_page_source_idx');
