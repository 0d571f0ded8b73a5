-- Finds pages by what their meta contains: a filter of searches.
create index if not exists nods_page_meta_idx on nods_page using gin (meta jsonb_path_ops);
