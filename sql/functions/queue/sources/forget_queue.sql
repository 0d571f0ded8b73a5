-- forget_queue: drops the triggers and the queue of a column of embeddings, and its row in pgmatch.embedding_source.
create or replace function pgmatch.forget_queue(source bigint)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pgmatch.drop_triggers(
    e.target, array['~pgmatch_clear_' || source, 'pgmatch_queue_' || source, 'pgmatch_requeue_' || source]
  )
  from pgmatch.embedding_source as e
  where e.id = source;
  perform pgmq.drop_queue('pgmatch_' || source);
  delete from pgmatch.embedding_source as e where e.id = source;
end;
$$;

comment on function pgmatch.forget_queue is
  'Drops the triggers and the queue of a column of embeddings.';

select pgmatch.register('queue', 'function', 'pgmatch.forget_queue');
