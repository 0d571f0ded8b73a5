-- Drops the triggers and queues, and pgmq if this line installed its SQL and nobody else has a queue.
do $$
declare
  _columns constant bigint := (select count(*) from pgmatch.embedding_source);
begin
  if _columns > 0 and current_setting('pgmatch.drop_data', true) is distinct from 'yes' then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format(
        'the downgrade would end the queues of %s', pgmatch.counted(_columns, 'column', 'columns')
      ),
      hint = 'To end them: pgmatch alembic -n queue -x drop_data=yes downgrade base';
  end if;
  perform pgmatch.forget_queue(e.id) from (select s.id from pgmatch.embedding_source as s order by s.id) as e;
  if exists (select from pgmatch.install as i where i.line = 'queue' and 'pgmq' = any(i.created_schemas))
    and not exists (select from pgmq.meta)
  then
    drop schema pgmq cascade;
  end if;
end;
$$;

-- they take or return rows of the table
drop function if exists pgmatch.source_of;
drop function if exists pgmatch.source_problem;
drop function if exists pgmatch.content_problem;
