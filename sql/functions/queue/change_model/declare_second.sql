-- declare_second: lets workers fill the second column of a change of model, and makes the triggers of the change.
--
-- The caller has locked the table. Rows are not queued here, which may take long, but by pgmatch.queue_gaps.
create or replace function pgmatch.declare_second(change pgmatch.model_change)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _source bigint := (
    select e.id from pgmatch.embedding_source as e where e.target = change.target and e.embedding = change.second
  );
  _trigger name;
begin
  if _source is not null then
    update pgmatch.embedding_source as e set content = pgmatch.second_content(change) where e.id = _source;
  elsif change.model is not null then
    insert into pgmatch.embedding_source (target, embedding, key, content, model)
    values (
      change.target, change.second, pgmatch.queue_key(change.target), pgmatch.second_content(change), change.model
    )
    returning id into _source;
    perform pgmatch.add_queue(_source);
  end if;
  perform pgmatch.set_queue_triggers(_source) where _source is not null;
  perform pgmatch.set_change_triggers(change);
  -- no other server fills the column, so they also run for rows that are replicated
  for _trigger in
    select t.tgname
    from pg_trigger as t
    where t.tgrelid = change.target
      and t.tgname in ('~pgmatch_clear_' || _source, 'pgmatch_queue_' || _source, 'pgmatch_requeue_' || _source)
  loop
    execute format('alter table %s enable always trigger %I', change.target, _trigger);
  end loop;
end;
$$;

comment on function pgmatch.declare_second is
  'Lets workers fill the second column of a change of model.';

revoke all on function pgmatch.declare_second from public;
