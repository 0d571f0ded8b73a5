-- forget_queue: drops the triggers and the queue of a column of embeddings, and its row in pgmatch.embedding_source.
create or replace function pgmatch.forget_queue(source bigint)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _target constant regclass := (select e.target from pgmatch.embedding_source as e where e.id = source);
  _trigger text;
begin
  for _trigger in
    select t.tgname
    from pg_trigger as t
    where t.tgrelid = _target and t.tgparentid = 0
      and t.tgname in ('~pgmatch_clear_' || source, 'pgmatch_queue_' || source, 'pgmatch_requeue_' || source)
  loop
    execute format('drop trigger %I on %s', _trigger, pgmatch.full_name(_target));
  end loop;
  perform pgmq.drop_queue('pgmatch_' || source);
  delete from pgmatch.embedding_source as e where e.id = source;
end;
$$;

comment on function pgmatch.forget_queue is
  'Drops the triggers and the queue of a column of embeddings.';

select pgmatch.register('queue', 'function', 'pgmatch.forget_queue');
