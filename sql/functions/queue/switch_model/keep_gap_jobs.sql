-- keep_gap_jobs: of the jobs of the searched column of a change of model, keeps those for rows that lack its embedding
-- and have the other one. Any other row without it was taken out of the searches, and stays out.
create or replace function pgmatch.keep_gap_jobs(change pgmatch.model_change)
returns void
language plpgsql
volatile
-- as in pgmatch.queue_embedding
set datestyle = iso
set intervalstyle = postgres
set extra_float_digits = 1
set search_path = pg_catalog, pg_temp
as $$
declare
  _source constant pgmatch.embedding_source := (
    select e from pgmatch.embedding_source as e where e.target = change.target and e.embedding = change.embedding
  );
  _queue text;
begin
  foreach _queue in array array['q', 'a'] loop
    execute format(
      'delete from pgmq.%I as q where q.message -> ''key'' not in (select %s from %s as s where %s and s.%I is null)',
      _queue || '_pgmatch_' || _source.id, pgmatch.key_value(_source.key), change.target,
      pgmatch.model_gap_condition(change.target, change.embedding, change.second), change.embedding
    );
  end loop;
end;
$$;

comment on function pgmatch.keep_gap_jobs is
  'Of the jobs of the searched column of a change of model, keeps those for rows that lack its embedding.';

revoke all on function pgmatch.keep_gap_jobs from public;
