create or replace trigger pgmatch_mark_pages
after update of finished_at on pgmatch.docs_run
for each row when (new.finished_at is not null) execute function pgmatch.docs_mark_pages();
