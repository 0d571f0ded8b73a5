-- record_change: records a change of model, or records it again, and returns it as it is recorded.
create or replace function pgmatch.record_change(change pgmatch.model_change)
returns pgmatch.model_change
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into pgmatch.model_change overriding system value
  select
    coalesce(change.id, nextval(pg_get_serial_sequence('pgmatch.model_change', 'id'))), change.target,
    change.embedding, change.second, a.attnum, change.is_switched, change.model, change.metric, change.normalized,
    change.chunk_tokens, change.content, change.is_required, change.is_plain, change.is_queued, change.pinned,
    change.started_at, change.switched_at
  from pg_attribute as a
  where a.attrelid = change.target and a.attname = change.second
  returning *
$$;

comment on function pgmatch.record_change is
  'Records a change of model, and returns it as it is recorded.';

revoke all on function pgmatch.record_change from public;
