-- drop_change_triggers: drops what pgmatch.set_change_triggers has made.
create or replace function pgmatch.drop_change_triggers(change pgmatch.model_change)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pgmatch.drop_triggers(
    change.target,
    array[
      '~pgmatch_clear_hidden_' || change.id, '~pgmatch_clear_jobs_' || change.id,
      '~pgmatch_clear_unknown_' || change.id, '~pgmatch_clear_with_note_' || change.id
    ]
  )
$$;

comment on function pgmatch.drop_change_triggers is
  'Drops the triggers of a change of model.';

revoke all on function pgmatch.drop_change_triggers from public;
