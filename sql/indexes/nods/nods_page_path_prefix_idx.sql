-- Searches filter by the beginning of a page's path; text_pattern_ops serves that in any collation.
create index if not exists nods_page_path_prefix_idx on nods_page (path text_pattern_ops);

select pgmatch.check_index('nods', 'nods_page_path_prefix_idx');
