-- set_queue_triggers: makes the triggers that queue the rows of a table, as pgmatch.embedding_source has it.
--
-- Triggers before an update run in the order of their names. The one named ~… comes after the user's own, which may
-- change the text. Rows are compared by their bytes, because not every type has an operator for equality. All fire also
-- for rows that logical replication brings, or a load with session_replication_role = replica.
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
  _trigger name;
  _definition text;
begin
  select e.* into strict _source from pgmatch.embedding_source as e where e.id = source;
  _table := pgmatch.full_name(_source.target);
  for _trigger, _definition in
    values
    (
      '~pgmatch_clear_' || source,
      format(
        'before update on %s for each row when (new.%2$I operator(%4$I.=) old.%2$I)'
        ' execute function pgmatch.clear_embedding(%2$L, %3$L)',
        _table, _source.embedding, _source.content, _schema
      )
    ),
    (
      'pgmatch_queue_' || source,
      format(
        'after insert on %s for each row when (new.%I is null) execute function pgmatch.queue_embedding(%L)',
        _table, _source.embedding, source
      )
    ),
    (
      'pgmatch_requeue_' || source,
      format(
        'after update on %s for each row'
        ' when (new.%2$I is null and (old.%2$I is not null or old.* operator(pg_catalog.*<>) new.*))'
        ' execute function pgmatch.queue_embedding(%3$L)',
        _table, _source.embedding, source
      )
    )
  loop
    execute format('create or replace trigger %I %s', _trigger, _definition);
    execute format('alter table %s enable always trigger %I', _table, _trigger);
  end loop;
end;
$$;

comment on function pgmatch.set_queue_triggers is
  'Makes the triggers that queue the rows of a table, as pgmatch.embedding_source has it.';

select pgmatch.register('queue', 'function', 'pgmatch.set_queue_triggers');
