-- end_hidden: ends the jobs of a row that is taken out of the searches, so that no worker brings it back.
--
-- A trigger before an update, as pgmatch.set_change_triggers makes it. Its argument is the id in pgmatch.model_change.
-- It waits for a worker that is storing embeddings. That worker does not wait for the row.
--
-- security definer, because whoever may write to the table may not write to the queue. It evaluates nothing that others
-- have written: it reads the key of the row, and prints its values.
create or replace function pgmatch.end_hidden()
returns trigger
language plpgsql
volatile
security definer
-- as in pgmatch.queue_embedding
set datestyle = iso
set intervalstyle = postgres
set extra_float_digits = 1
-- as in pgmatch.add_jobs
set enable_seqscan = off
set search_path = pg_catalog, pg_temp
as $$
declare
  _source pgmatch.embedding_source;
  _key jsonb;
  _queue text;
begin
  for _source in
    select e.*
    from pgmatch.model_change as c
    inner join pgmatch.embedding_source as e on e.target = c.target and e.embedding in (c.embedding, c.second)
    where c.id = tg_argv[0]::bigint
      and (c.target = tg_relid or c.target in (select p.relid from pg_partition_ancestors(tg_relid) as p))
  loop
    execute format('select %s from (select $1.*) as s', pgmatch.key_value(_source.key)) into _key using old;
    foreach _queue in array array['q', 'a'] loop
      execute format(
        'delete from pgmq.%I as q where q.message -> ''key'' = $1', _queue || '_pgmatch_' || _source.id
      )
      using _key;
    end loop;
  end loop;
  return new;
end;
$$;

comment on function pgmatch.end_hidden is
  'Ends the jobs of a row that is taken out of the searches.';

select pgmatch.register('queue', 'function', 'pgmatch.end_hidden');
