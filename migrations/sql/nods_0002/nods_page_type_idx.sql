-- Finds pages by their type: a filter of searches.
create index if not exists nods_page_type_idx on nods_page (type);
