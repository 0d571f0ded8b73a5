-- unqueue_embeddings: ends what pgmatch.queue_embeddings began. The column keeps the embeddings that are there.
--
-- Raises 42704 for a column that was not declared.
create or replace function pgmatch.unqueue_embeddings(target regclass, embedding name)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pgmatch.take_turn();
  perform pgmatch.forget_queue(pgmatch.queue_of(target, embedding));
end;
$$;

comment on function pgmatch.unqueue_embeddings is
  'Ends what pgmatch.queue_embeddings began; the column keeps its embeddings.';

select pgmatch.register('queue', 'function', 'pgmatch.unqueue_embeddings');
