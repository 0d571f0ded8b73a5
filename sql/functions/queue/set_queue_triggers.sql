-- set_queue_triggers: makes the triggers that queue the rows of a table, as pgmatch.embedding_source has it.
--
-- Triggers before an update run in the order of their names. The one named ~… comes after the user's own, which may
-- change the text. Rows are compared by their bytes, because not every type has an operator for equality.
create or replace function pgmatch.set_queue_triggers(source bigint)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _source pgmatch.embedding_source;
  _schema constant name := (
    select n.nspname
    from pg_extension as e
    inner join pg_namespace as n on n.oid = e.extnamespace
    where e.extname = 'vector'
  );
  _table text;
begin
  update pgmatch.embedding_source as e set is_watched = true where e.id = source returning e.* into strict _source;
  _table := pgmatch.full_name(_source.target);
  execute format(
    'create or replace trigger %I before update on %s for each row when (new.%3$I operator(%5$I.=) old.%3$I)'
    ' execute function pgmatch.clear_embedding(%3$L, %4$L)',
    '~pgmatch_clear_' || source, _table, _source.embedding, _source.content, _schema
  );
  execute format(
    'create or replace trigger %I after insert on %s for each row when (new.%I is null)'
    ' execute function pgmatch.queue_embedding(%L)',
    'pgmatch_queue_' || source, _table, _source.embedding, source
  );
  execute format(
    'create or replace trigger %I after update on %s for each row'
    ' when (new.%3$I is null and (old.%3$I is not null or old.* operator(pg_catalog.*<>) new.*))'
    ' execute function pgmatch.queue_embedding(%4$L)',
    'pgmatch_requeue_' || source, _table, _source.embedding, source
  );
end;
$$;

comment on function pgmatch.set_queue_triggers is
  'Makes the triggers that queue the rows of a table, as pgmatch.embedding_source has it.';

select pgmatch.register('queue', 'function', 'pgmatch.set_queue_triggers');
