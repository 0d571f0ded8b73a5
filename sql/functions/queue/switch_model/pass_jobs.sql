-- pass_jobs: lets workers embed rows that wait for either embedding of a change of model into the searched column.
--
-- Their text has changed since a forced switch. The jobs that are left of the column searched before tell them from
-- rows that were taken out of the searches.
create or replace function pgmatch.pass_jobs(change pgmatch.model_change)
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
  _left constant bigint := (
    select e.id from pgmatch.embedding_source as e where e.target = change.target and e.embedding = change.second
  );
  _keys jsonb[];
begin
  if _left is not null then
    execute format(
      'select array_agg(j.key) from ('
      ' select q.message -> ''key'' as key from pgmq.%I as q union select a.message -> ''key'' from pgmq.%I as a'
      ') as j where j.key not in (select %s from %s as s where %s and s.%I is null)',
      'q_pgmatch_' || _left, 'a_pgmatch_' || _left, pgmatch.key_value(_source.key), change.target,
      pgmatch.model_gap_condition(change.target, change.embedding, change.second), change.second
    )
    into _keys;
    perform pgmatch.add_jobs(_source.id, _keys);
  end if;
end;
$$;

comment on function pgmatch.pass_jobs is
  'Lets workers embed rows that wait for either embedding of a change of model into the searched column.';

revoke all on function pgmatch.pass_jobs from public;
