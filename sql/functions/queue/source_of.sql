-- source_of: a row of pgmatch.embedding_source, for a worker.
--
-- Until the end of the transaction, nobody can give the column of embeddings another name. So what the worker stores
-- reaches the column that its model is for.
--
-- Raises 22023 for an id that is not there, 42501 for a role that does not see all rows of the table, which it would
-- take for deleted, what pgmatch.check_read_committed raises, and what pgmatch.check_source raises.
create or replace function pgmatch.source_of(source bigint)
returns pgmatch.embedding_source
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _source pgmatch.embedding_source;
begin
  _source := (
    select e from pgmatch.embedding_source as e inner join pg_class as c on c.oid = e.target where e.id = source
  );
  if _source.id is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('source %s does not exist', coalesce(source::text, 'null')),
      hint = 'List them: select * from pgmatch.queue_status();';
  elsif row_security_active(_source.target) then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('role %I does not see all rows of %s', current_user, _source.target),
      hint = 'Let workers connect as service_role or as the owner of the table.';
  end if;
  perform pgmatch.check_read_committed();
  execute format('lock table %s in row exclusive mode', _source.target);
  -- while it waited, the column may have got another name
  _source := (select e from pgmatch.embedding_source as e where e.id = source);
  perform pgmatch.check_source(_source.target, _source.embedding, _source.key);
  return _source;
end;
$$;

comment on function pgmatch.source_of is
  'A row of pgmatch.embedding_source, for a worker, who sees all rows of its table.';

select pgmatch.register('queue', 'function', 'pgmatch.source_of', null, 'execute', shared => true);
