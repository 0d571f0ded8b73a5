-- Finds pages by their source: a filter of searches.
create index if not exists nods_page_source_idx on nods_page (source);
