-- queue_of: the id in pgmatch.embedding_source of a column of embeddings. Raises 42704 for one that was not declared.
create or replace function pgmatch.queue_of(target regclass, embedding name)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _source constant bigint := (
    select e.id from pgmatch.embedding_source as e
    where e.target = queue_of.target and e.embedding = queue_of.embedding
  );
begin
  if _source is null then
    raise exception using
      errcode = 'undefined_object',
      message = format(
        'no worker fills the column %I of %s', coalesce(embedding, 'null'), coalesce(target::text, 'null')
      ),
      hint = 'List those that are: select * from pgmatch.queue_status(); Declare it with pgmatch.queue_embeddings.';
  end if;
  return _source;
end;
$$;

comment on function pgmatch.queue_of is
  'The id in pgmatch.embedding_source of a column of embeddings.';

select pgmatch.register('queue', 'function', 'pgmatch.queue_of', null, 'execute', shared => true);
