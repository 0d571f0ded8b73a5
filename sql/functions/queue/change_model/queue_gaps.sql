-- queue_gaps: queues the rows that lack an embedding of the second column of a change of model and have no job, and
-- returns how many. Nobody has to wait.
create or replace function pgmatch.queue_gaps(change pgmatch.model_change)
returns bigint
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
    select e from pgmatch.embedding_source as e where e.target = change.target and e.embedding = change.second
  );
  _rows bigint := 0;
begin
  if _source.id is not null then
    execute format(
      'select coalesce(sum(pgmatch.add_jobs(%s, j.keys)), 0) from ('
      ' select array_agg(k.key) as keys from ('
      '  select %s as key, row_number() over () as number from %s as s where %s and s.%I is null'
      ' ) as k group by k.number / 1000'
      ') as j',
      _source.id, pgmatch.key_value(_source.key), change.target,
      pgmatch.model_gap_condition(change.target, change.embedding, change.second), change.second
    )
    into _rows;
  end if;
  return _rows;
end;
$$;

comment on function pgmatch.queue_gaps is
  'Queues the rows that lack an embedding of the second column of a change of model.';

revoke all on function pgmatch.queue_gaps from public;
