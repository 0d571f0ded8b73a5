-- source_of: a row of pgmatch.embedding_source, for a worker.
--
-- Until the end of the transaction, nobody can give the column of embeddings another name. So what the worker stores
-- reaches the column that its model is for.
--
-- Raises 22023 for an id that is not there, 42501 for a role that does not see all rows of the table, which it would
-- take for deleted, 55P03 if others lock the table for more than 2 seconds, 55000 for what pgmatch.source_problem and
-- pgmatch.content_problem say, and what pgmatch.check_read_committed raises.
create or replace function pgmatch.source_of(source bigint)
returns pgmatch.embedding_source
language plpgsql
volatile
set lock_timeout = '2s'
set search_path = pg_catalog, pg_temp
as $$
declare
  _target constant text := (
    select c.oid::regclass::text
    from pgmatch.embedding_source as e
    inner join pg_class as c on c.oid = e.target
    where e.id = source
  );
  _source pgmatch.embedding_source;
  _problem text;
begin
  perform pgmatch.check_read_committed();
  if _target is not null then
    begin
      execute format('lock table %s in row exclusive mode', _target);
    exception when lock_not_available then
      raise exception using
        errcode = sqlstate,
        message = format('another session has locked %s', _target),
        hint = 'Others go on, and this one when the lock is gone.';
    end;
  end if;
  -- read now: while it waited, the column may have got another name
  _source := (select e from pgmatch.embedding_source as e where e.id = source);
  if _source.id is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('source %s does not exist', coalesce(source::text, 'null')),
      hint = 'List them: select * from pgmatch.queue_status();';
  elsif _target is not null and row_security_active(_source.target) then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('role %I does not see all rows of %s', current_user, _target),
      hint = 'Let workers connect as service_role or as the owner of the table.';
  end if;
  _problem := coalesce(pgmatch.source_problem(_source), pgmatch.content_problem(_source));
  if _problem is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('workers cannot fill %I of %s: %s', _source.embedding, _source.target, _problem),
      hint = format(
        case when _target is not null
          then 'Declare it again, with the new names: select pgmatch.queue_embeddings(%1$L, %2$L, ...); ' else '' end
          || 'To end it: select pgmatch.unqueue_embeddings(%1$L, %2$L);',
        _source.target, _source.embedding
      );
  end if;
  return _source;
end;
$$;

comment on function pgmatch.source_of is
  'A row of pgmatch.embedding_source, for a worker, who sees all rows of its table.';

select pgmatch.register('queue', 'function', 'pgmatch.source_of', null, 'execute', shared => true);
