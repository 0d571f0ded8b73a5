-- set_change_triggers: makes the triggers of a change of model, beside those of pgmatch.set_queue_triggers.
--
-- clear_hidden   clears the second embedding of a row whose searched one is set to null: no search may find it later
-- clear_jobs     ends the jobs of such a row
-- clear_unknown  clears it where the text changes, if its model is unknown, so that no worker fills the column
-- with_note      notes rows whose text may have changed without the new embedding, while that is searched: a change of
--                the text has cleared the second one, so its name comes last
--
-- Where workers fill the searched column, they see to all but the third.
create or replace function pgmatch.set_change_triggers(change pgmatch.model_change)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _is constant text := (
    select format('operator(%s.=)', e.extnamespace::regnamespace) from pg_extension as e where e.extname = 'vector'
  );
  _trigger name;
  _definition text;
begin
  perform pgmatch.drop_change_triggers(change);
  for _trigger, _definition in
    select
      '~pgmatch_clear_hidden_' || change.id,
      format(
        'before update on %s for each row when (old.%2$I is not null and new.%2$I is null)'
        ' execute function pgmatch.clear_embedding(%3$L, %4$L)',
        change.target, change.embedding, change.second, format('(s.%I is null)', change.embedding)
      )
    where not change.is_queued
    union all
    select
      '~pgmatch_clear_jobs_' || change.id,
      format(
        'before update on %s for each row when (old.%2$I is not null and new.%2$I is null)'
        ' execute function pgmatch.end_hidden(%3$L)',
        change.target, change.embedding, change.id
      )
    where not change.is_queued
    union all
    select
      '~pgmatch_clear_unknown_' || change.id,
      format(
        'before update on %s for each row when (new.%2$I %3$s old.%2$I)'
        ' execute function pgmatch.clear_embedding(%2$L, %4$L)',
        change.target, change.second, _is, '(' || change.content || ')'
      )
    where not exists (
      select 1 from pgmatch.embedding_source as e where e.target = change.target and e.embedding = change.second
    )
    union all
    select
      '~pgmatch_clear_with_note_' || change.id,
      format(
        'before update on %s for each row when (new.%2$I %3$s old.%2$I)'
        ' execute function pgmatch.note_outdated(%4$L, %5$L)',
        change.target, change.embedding, _is, change.id, change.second
      )
    where change.is_switched and not change.is_queued
  loop
    execute format('create trigger %I %s', _trigger, _definition);
    execute format('alter table %s enable always trigger %I', change.target, _trigger);
  end loop;
end;
$$;

comment on function pgmatch.set_change_triggers is
  'Makes the triggers of a change of model, beside those of workers.';

revoke all on function pgmatch.set_change_triggers from public;
