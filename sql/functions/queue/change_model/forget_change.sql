-- forget_change: drops the triggers and the queues of a change of model. Workers fill the searched column as before.
create or replace function pgmatch.forget_change(change pgmatch.model_change)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _source bigint;
begin
  perform pgmatch.drop_change_triggers(change);
  for _source in
    select e.id
    from pgmatch.embedding_source as e
    where e.target = change.target
      and case when e.embedding = change.embedding then not change.is_queued
        else e.embedding in (
          change.second, (select c.second from pgmatch.model_change as c where c.id = change.id)
        ) end
    -- as pgmatch.queue_status reads them
    order by e.id
  loop
    perform pgmatch.forget_queue(_source);
  end loop;
end;
$$;

comment on function pgmatch.forget_change is
  'Drops the triggers and the queues of a change of model.';

revoke all on function pgmatch.forget_change from public;
