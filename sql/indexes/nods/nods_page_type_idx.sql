-- Searches filter by a page's type.
create index if not exists nods_page_type_idx on nods_page (type);

select pgmatch.check_index('nods', 'nods_page_type_idx');
