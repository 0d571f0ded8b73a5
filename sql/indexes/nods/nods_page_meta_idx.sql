-- Searches filter by what a page's meta contains.
create index if not exists nods_page_meta_idx on nods_page using gin (meta jsonb_path_ops);

select pgmatch.check_index('nods', 'nods_page_meta_idx');
