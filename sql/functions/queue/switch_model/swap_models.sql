-- swap_models: lets the searched column and the second one of a change of model swap their names, in one transaction.
--
-- force  as for pgmatch.switch_model; a column that took no nulls keeps that rule
--
-- The search, its functions, the sources of the queue and the change are written again after the columns have their new
-- names: if searches follow changes of tables by themselves (pgmatch.watch_indexes), they have followed the renaming.
create or replace function pgmatch.swap_models(change pgmatch.model_change, force boolean)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _is_checked constant boolean := not force or change.is_required;
  _second constant name := change.second;
  _search pgmatch.search := (
    select s from pgmatch.search as s where s.target = change.target and s.embedding = change.embedding
  );
  _earlier constant pgmatch.search := _search;
  _searches constant pgmatch.search_function[] := array(
    select f from pgmatch.search_function as f
    where f.target = change.target and f.embedding in (change.embedding, change.second)
  );
  _broken constant text[] := pgmatch.broken_searches(change.target);
  _outdated jsonb[];
begin
  -- it would not see the rows that others write before it has locked the table
  perform pgmatch.check_read_committed();
  perform pgmatch.check_model_change(change.target, change.embedding);
  perform pgmatch.follow_change(change);
  perform pgmatch.check_model_change(change.target, change.second);
  perform pgmatch.check_model_swap(change) where _is_checked;
  -- so that workers embed what a forced switch leaves out
  perform pgmatch.queue_gaps(change);
  perform pgmatch.lock_tables(array[change.target]);
  -- one that was written in between
  perform pgmatch.check_model_swap(change)
  where _is_checked and pgmatch.model_gaps(change.target, change.embedding, change.second, 1) > 0;
  _outdated := array(select o.key from pgmatch.outdated_embedding as o where o.change = swap_models.change.id);

  perform pgmatch.copy_column_settings(change.target, change.embedding, _second);
  change.second := pgmatch.suffixed_name(change.embedding, case when change.is_switched then '_new' else '_old' end);
  execute format('alter table %s rename %I to %I', change.target, change.embedding, change.second);
  execute format('alter table %s rename %I to %I', change.target, _second, change.embedding);
  _search.model := change.model;
  _search.metric := change.metric;
  _search.normalized := change.normalized;
  _search.chunk_tokens := change.chunk_tokens;
  change.model := _earlier.model;
  change.metric := _earlier.metric;
  change.normalized := _earlier.normalized;
  change.chunk_tokens := _earlier.chunk_tokens;
  change.is_switched := not change.is_switched;
  change.switched_at := case when change.is_switched then now() end;

  perform pgmatch.record_swap(change, _search, _searches, _earlier);
  perform pgmatch.swap_sources(change, _second);
  perform pgmatch.swap_storage(change);
  perform pgmatch.swap_required(change) where change.is_required;
  perform pgmatch.refresh_swapped(change.target, _broken);
  perform pgmatch.end_ingest_runs(_search.line);
  -- last, because no table is altered as long as triggers of the user's wait for the end of the transaction
  perform pgmatch.clear_outdated(change, _outdated);
  perform pgmatch.queue_gaps(change);
  notify pgrst, 'reload schema';
end;
$$;

comment on function pgmatch.swap_models is
  'Lets the searched column and the second one of a change of model swap their names.';

revoke all on function pgmatch.swap_models from public;
