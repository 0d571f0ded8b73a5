-- check_worker: raises 42501 if the role of the session may not fill a column of embeddings, 22023 if no source has the
-- id.
--
-- Functions with the rights of the owner of pgmatch call it: in them, current_user is that owner. If the table is gone,
-- nobody is refused.
create or replace function pgmatch.check_worker(source bigint)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _role constant name := coalesce(nullif(current_setting('role'), 'none'), session_user);
  _source constant pgmatch.embedding_source := (select e from pgmatch.embedding_source as e where e.id = source);
begin
  if _source.id is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('source %s does not exist', coalesce(source::text, 'null')),
      hint = 'List them: select * from pgmatch.queue_status();';
  elsif exists (
    select from pg_attribute as a
    where a.attrelid = _source.target and a.attname = _source.embedding
      and not has_column_privilege(_role, a.attrelid, a.attnum, 'update')
  ) then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('role %I may not update %I of %s', _role, _source.embedding, _source.target),
      hint = 'Let workers connect as the owner of the table, or grant the role to read and update it.';
  end if;
end;
$$;

comment on function pgmatch.check_worker is
  'Raises 42501 if the role of the session may not fill a column of embeddings.';

select pgmatch.register('queue', 'function', 'pgmatch.check_worker');
