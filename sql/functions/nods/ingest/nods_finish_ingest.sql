-- nods_finish_ingest: ends a run that has read all its files: sets parents and removes missing pages.
--
-- pages  array of {path, parent_path}: every page of the corpus, including those that failed. Without the
--        key parent_path, a page keeps its parent.
-- prune  true: removes missing pages, however many; false: none; null: what the run began with
--
-- Returns the paths of the removed pages, how many parents were set, and whether the run was superseded. If a newer run
-- of the corpus has begun, this one changes nothing. Raises 22023 for a run that does not exist, for a page without a
-- path, and for a run that would remove most of the corpus unless the caller has allowed it, see
-- pgmatch.nods_check_prune.
create or replace function nods_finish_ingest(run bigint, pages jsonb, prune boolean default null)
returns table (removed_paths text[], parents_set integer, superseded boolean)
language plpgsql
volatile
set search_path from current
as $$
declare
  _run pgmatch.nods_run;
  _seen text[];
begin
  -- before pages, as in pgmatch.nods_run_corpus
  perform from nods_page_section as s where false;
  if not pgmatch.nods_is_over(run) then
    -- newer runs begin before this, or wait for its end
    perform pgmatch.nods_lock_corpus(pgmatch.nods_run_corpus(run));
  end if;
  superseded := pgmatch.nods_is_over(run);
  removed_paths := '{}';
  parents_set := 0;
  if jsonb_typeof(pages) is distinct from 'array' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'pages is not an array',
      hint = 'Pass every page of the corpus: [{"path": "/a", "parent_path": null}].';
  end if;
  _seen := array(
    select e.item ->> 'path'::text from jsonb_array_elements(pages) with ordinality as e (item, place) order by e.place
  );
  if pg_catalog.array_position(_seen, null) is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('page %s of the list has no path', pg_catalog.array_position(_seen, null)),
      hint = 'Pass every page of the corpus: [{"path": "/a", "parent_path": null}].';
  end if;
  if superseded then
    return next;
    return;
  end if;

  select r.* into _run from pgmatch.nods_run as r where r.id = run;
  -- waits for older runs that are writing
  perform
  from pgmatch.nods_run as r
  where r.corpus = _run.corpus and r.id <= run and pgmatch.nods_is_mine(r.owner_id)
  order by r.id
  for update;
  _run.prune := coalesce(prune, _run.prune);
  perform pgmatch.nods_check_prune(_run.corpus, null, _run.part, _seen, _run.prune, _run.stood);

  update nods_page as p
  set parent_page_id = wanted.parent_id
  from (
    select e.item ->> 'path'::text as path, parent.id as parent_id
    from jsonb_array_elements(pages) as e (item)
    left join nods_page as parent
      on parent.path = e.item ->> 'parent_path'::text
      and parent.path <> e.item ->> 'path'::text
      and pgmatch.nods_is_mine(parent.owner_id)
    where e.item ? 'parent_path'::text
  ) as wanted
  where p.path = wanted.path
    and p.corpus = _run.corpus
    and p.parent_page_id is distinct from wanted.parent_id
    and pgmatch.nods_is_mine(p.owner_id);
  get diagnostics parents_set = row_count;

  if _run.prune is not false then
    removed_paths := pgmatch.nods_delete_pages(
      array(select g.id from pgmatch.nods_gone_pages(_run.corpus, _run.part, _seen) as g)
    );
  end if;

  update pgmatch.nods_run as r set finished_at = clock_timestamp() where r.id = run;
  perform pgmatch.nods_forget_runs(run);
  return next;
end;
$$;

comment on function nods_finish_ingest(bigint, jsonb, boolean) is
  'Ends an ingest run: sets the parents of its pages and removes the missing pages of its corpus.';

select pgmatch.register('nods', 'function', 'nods_finish_ingest(bigint, jsonb, boolean)', null, 'execute');
