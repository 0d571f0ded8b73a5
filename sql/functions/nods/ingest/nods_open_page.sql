-- nods_open_page: a page that a run will write, created if missing and locked until the end of the transaction.
--
-- Raises what pgmatch.nods_run_corpus and pgmatch.nods_lock_page raise.
create or replace function pgmatch.nods_open_page(run bigint, page_path text)
returns nods_page
language plpgsql
volatile
set search_path from current
as $$
declare
  _page nods_page;
begin
  perform pgmatch.nods_run_corpus(run);
  -- a run that finishes waits for this lock, and so for older runs that are writing
  perform from pgmatch.nods_run as r where r.id = run and pgmatch.nods_is_mine(r.owner_id) for key share;
  _page := pgmatch.nods_lock_page(page_path, pgmatch.nods_run_corpus(run));
  -- again: a newer run may have begun and written the page while this one waited for it
  perform pgmatch.nods_run_corpus(run);
  return _page;
end;
$$;

comment on function pgmatch.nods_open_page is
  'Locks a page for a run and returns it, created if missing; raises PT410 if a newer run has begun.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_open_page', null, 'execute');
