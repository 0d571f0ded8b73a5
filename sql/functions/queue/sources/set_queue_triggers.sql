-- set_queue_triggers: makes the triggers that queue the rows of a table, as pgmatch.embedding_source has it.
--
-- Triggers before an update run in the order of their names. The one named ~… comes after the user's own, which may
-- change the text. If one of those comes later nevertheless, as its name begins with ä for example, this raises 55000.
-- Rows are compared by their bytes, because not every type has an operator for equality.
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
  _later name;
begin
  update pgmatch.embedding_source as e set is_watched = true where e.id = source returning e.* into strict _source;
  _table := pgmatch.full_name(_source.target);
  select min(t.tgname) into _later
  from pg_trigger as t
  where (t.tgrelid = _source.target or t.tgrelid in (select p.relid from pg_partition_tree(_source.target) as p))
    -- as in pgmatch.clear_embedding
    and t.tgname > ('~pgmatch_clear_' || source)::name and not starts_with(t.tgname, '~pgmatch_clear_')
    and t.tgtype & 19 = 19 and t.tgenabled <> 'D';
  if _later is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('the trigger %I of %s would come after the one that compares texts', _later, _table),
      hint = format('Give it another name: alter trigger %I on %s rename to %I;', _later, _table, 'a_' || _later);
  end if;
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
