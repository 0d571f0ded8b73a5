-- swap_sources: lets workers fill two columns of embeddings that have swapped their names.
--
-- Rows that are written from now on get an embedding of the second column too, so that the way back, or forth, stays
-- open. Clients write the searched one again, unless workers filled it before the change: workers only do the jobs that
-- a forced switch has left for rows with the other embedding. Queues are never dropped here, because others may be
-- reading them.
--
-- change   as it is after the swap
-- earlier  the name of the second column before it
create or replace function pgmatch.swap_sources(change pgmatch.model_change, earlier name)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _source bigint;
begin
  update pgmatch.embedding_source as e
  set embedding = change.second, model = coalesce(change.model, e.model)
  where e.target = change.target and e.embedding = change.embedding;
  update pgmatch.embedding_source as e
  set embedding = change.embedding, content = change.content, is_watched = change.is_queued
  where e.target = change.target and e.embedding = earlier
  returning e.id into _source;
  if _source is not null and change.is_queued then
    perform pgmatch.set_queue_triggers(_source);
  elsif _source is not null then
    perform pgmatch.drop_triggers(
      change.target,
      array['~pgmatch_clear_' || _source, 'pgmatch_queue_' || _source, 'pgmatch_requeue_' || _source]
    );
    perform pgmatch.keep_gap_jobs(change);
    perform pgmatch.pass_jobs(change);
  end if;
  perform pgmatch.declare_second(change);
end;
$$;

comment on function pgmatch.swap_sources is
  'Lets workers fill two columns of embeddings that have swapped their names.';

revoke all on function pgmatch.swap_sources from public;
