-- Finds pages by the beginning of their path, in any collation.
create index if not exists nods_page_path_prefix_idx on nods_page (path text_pattern_ops);
