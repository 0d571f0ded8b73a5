-- nods_is_over: whether a newer run of the same corpus has begun. Then this run must not write any more.
--
-- Also true for a run that was removed, if a newer run exists; false for a run that never existed.
create or replace function pgmatch.nods_is_over(run bigint)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select exists (
        select from pgmatch.nods_run as newer
        where newer.corpus = r.corpus and newer.id > r.id and pgmatch.nods_is_mine(newer.owner_id)
      )
      from pgmatch.nods_run as r
      where r.id = nods_is_over.run and pgmatch.nods_is_mine(r.owner_id)
    ),
    run > 0 and exists (
      select from pgmatch.nods_run as newer where newer.id > run and pgmatch.nods_is_mine(newer.owner_id)
    )
  )
$$;

comment on function pgmatch.nods_is_over is
  'Whether a newer ingest run of the same corpus has begun; then this one must not write any more.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_is_over', null, 'execute');
