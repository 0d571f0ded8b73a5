-- nods_is_over: whether a newer run of its corpus has begun, so that this one may write no more.
--
-- A run that is not there any more is over too, when it is older than one that is; false for one that never was.
create or replace function pgmatch.nods_is_over(run bigint)
returns boolean
language sql
stable
set search_path from current
as $$
  select coalesce(
    (
      select exists (
        select from pgmatch.nods_run as newer
        where newer.corpus = r.corpus and newer.id > r.id and pgmatch.is_mine(newer.owner_id)
      )
      from pgmatch.nods_run as r
      where r.id = nods_is_over.run and pgmatch.is_mine(r.owner_id)
    ),
    run > 0 and exists (
      select from pgmatch.nods_run as newer where newer.id > run and pgmatch.is_mine(newer.owner_id)
    )
  )
$$;

comment on function pgmatch.nods_is_over(bigint) is
  'Whether a newer ingest run of the same corpus has begun, so that this one may write no more.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_is_over(bigint)', null, 'execute');
