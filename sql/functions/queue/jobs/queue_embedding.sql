-- queue_embedding: queues a row that has no embedding.
--
-- A trigger after an insert or an update. Its argument is the id in pgmatch.embedding_source.
--
-- security definer, because whoever may write to the table may not write to the queue. It evaluates nothing that others
-- have written: it reads the key of the row, and prints its values. Nobody may make it a trigger of another table.
create or replace function pgmatch.queue_embedding()
returns trigger
language plpgsql
volatile
security definer
-- to print a key as pgmatch.key_condition reads it
set datestyle = iso
set intervalstyle = postgres
set extra_float_digits = 1
-- the strings of pgmq's functions
set standard_conforming_strings = on
set search_path = pg_catalog, pg_temp
as $$
declare
  _source constant pgmatch.embedding_source := (
    select e
    from pgmatch.embedding_source as e
    where e.id = tg_argv[0]::bigint
      and (e.target = tg_relid or e.target in (select p.relid from pg_partition_ancestors(tg_relid) as p))
  );
  _key jsonb;
begin
  -- as in a copy of the schema without data
  if _source.id is null then
    raise warning using
      message = format('no embedding is made of a row of %s, which is not declared any more', tg_relid::regclass),
      hint = 'Declare it again: select pgmatch.queue_embeddings(…);';
    return null;
  end if;
  begin
    execute format('select %s from (select $1.*) as s', pgmatch.key_value(_source.key)) into _key using new;
  exception when undefined_column then
    raise exception using
      errcode = sqlstate,
      message = format('workers find the rows of %s by a key that is gone: %s', _source.target, sqlerrm),
      hint = format(
        'Declare the column anew: select pgmatch.queue_embeddings(%L, %L);', _source.target, _source.embedding
      );
  end;
  perform pgmq.send('pgmatch_' || _source.id, jsonb_build_object('key', _key));
  return null;
end;
$$;

comment on function pgmatch.queue_embedding is
  'Queues a row that has no embedding.';

select pgmatch.register('queue', 'function', 'pgmatch.queue_embedding');
