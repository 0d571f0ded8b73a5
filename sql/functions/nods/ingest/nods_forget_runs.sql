-- nods_forget_runs: removes superseded runs, and runs and empty corpora that are older than seven days.
--
-- Skips a run that is writing at the moment; the next call removes it.
create or replace function pgmatch.nods_forget_runs(run bigint)
returns void
language sql
volatile
set search_path from current
as $$
  delete from pgmatch.nods_run as r
  where r.id in (
    select o.id
    from pgmatch.nods_run as o
    where o.id <> nods_forget_runs.run
      and (o.began_at < now() - interval '7 days' or pgmatch.nods_is_over(o.id))
      and pgmatch.nods_is_mine(o.owner_id)
    for update skip locked
  );

  delete from pgmatch.nods_corpus as c
  where c.id in (
    select o.id
    from pgmatch.nods_corpus as o
    where o.updated_at < now() - interval '7 days'
      and pgmatch.nods_is_mine(o.owner_id)
      and not exists (select from nods_page as p where p.corpus = o.corpus)
    for update skip locked
  );
$$;

comment on function pgmatch.nods_forget_runs is
  'Removes superseded ingest runs, and runs and empty corpora that are older than seven days.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_forget_runs', null, 'execute');
