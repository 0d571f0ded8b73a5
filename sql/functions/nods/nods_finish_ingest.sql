-- nods_finish_ingest: ends a run that saw all its files: sets parents, removes the pages that are gone.
--
-- pages  array of {path, parent_path}: every page of the corpus, those that failed included. Without the
--        key parent_path a page keeps its parent.
--
-- Returns the paths of the removed pages, how many parents were set, and whether the run was superseded:
-- a newer run of the corpus has begun, so this one removes nothing. Raises 22023 for a run that does not
-- exist, a page without a path, and an empty list while the corpus has pages, which would remove them all.
create or replace function nods_finish_ingest(run bigint, pages jsonb)
returns table (removed_paths text[], parents_set integer, superseded boolean)
language plpgsql
volatile
set search_path from current
as $$
declare
  _corpus text := pgmatch.nods_run_corpus(run);
  _seen text[];
  _gone bigint[];
begin
  if jsonb_typeof(pages) is distinct from 'array' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'pages is not an array',
      hint = 'Pass every page of the corpus: [{"path": "/a", "parent_path": null}].';
  end if;
  _seen := array(
    select e.item ->> 'path' from jsonb_array_elements(pages) with ordinality as e (item, place) order by e.place
  );
  if array_position(_seen, null) is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('page %s of the list has no path', array_position(_seen, null)),
      hint = 'Pass every page of the corpus: [{"path": "/a", "parent_path": null}].';
  end if;
  if cardinality(_seen) = 0 and exists (
    select from nods_page as p where p.corpus = _corpus and pgmatch.is_mine(p.owner_id)
  ) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('the run saw no page, but the corpus "%s" has some: it would remove them all', _corpus),
      hint = 'To remove a corpus, delete its pages: delete from nods_page where corpus = ...;';
  end if;

  -- newer runs wait here, or are seen
  perform
  from pgmatch.nods_run as r
  where r.corpus = _corpus and pgmatch.is_mine(r.owner_id)
  order by r.id
  for update;
  superseded := exists (
    select from pgmatch.nods_run as r where r.corpus = _corpus and r.id > run and pgmatch.is_mine(r.owner_id)
  );

  update nods_page as p
  set parent_page_id = wanted.parent_id
  from (
    select e.item ->> 'path' as path, parent.id as parent_id
    from jsonb_array_elements(pages) as e (item)
    left join nods_page as parent
      on parent.path = e.item ->> 'parent_path'
      and parent.path <> e.item ->> 'path'
      and pgmatch.is_mine(parent.owner_id)
    where e.item ? 'parent_path'
  ) as wanted
  where p.path = wanted.path
    and p.corpus = _corpus
    and p.parent_page_id is distinct from wanted.parent_id
    and pgmatch.is_mine(p.owner_id);
  get diagnostics parents_set = row_count;

  _gone := array(
    select p.id
    from nods_page as p
    where p.corpus = _corpus and p.path <> all(_seen) and not superseded and pgmatch.is_mine(p.owner_id)
  );
  update nods_page as p set parent_page_id = null where p.parent_page_id = any(_gone) and p.id <> all(_gone);
  with deleted as (
    delete from nods_page as p where p.id = any(_gone) returning p.path
  )
  select coalesce(array_agg(d.path order by d.path), '{}') into removed_paths from deleted as d;

  update pgmatch.nods_run as r set finished_at = clock_timestamp() where r.id = run;
  delete from pgmatch.nods_run as r
  where r.corpus = _corpus and r.id < run and r.finished_at is not null and pgmatch.is_mine(r.owner_id);
  return next;
end;
$$;

comment on function nods_finish_ingest(bigint, jsonb) is
  'Ends an ingest run: sets the parents of its pages and removes the pages of its corpus that are gone.';

select pgmatch.register('nods', 'function', 'nods_finish_ingest(bigint, jsonb)', null, 'execute');
