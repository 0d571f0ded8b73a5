-- queue_embeddings: lets workers fill a column of embeddings: rows without an embedding are queued from now on.
--
-- target     the table, which has a primary key, or unique columns that are never null
-- embedding  its column of embeddings, which may be null
-- content    the text that is embedded: SQL on a row s, such as title || s.body, or a function of the row, describe(s);
--            null for what was declared before
-- model      that makes the embeddings; null for the one that is recorded, else the first worker's
-- path       the search_path on which the names in content are looked up
--
-- Returns how many rows it has queued: those without an embedding that were not queued before. Waits for those who
-- write to the table. Call it again to change content, or to queue rows that the triggers have not seen; embeddings
-- that are there stay.
--
-- Raises 42703 for a column that does not exist, 42804 for one that is no column of vectors, 42P16 if the column is
-- declared not null or generated, or the table has no key, 42809 for what is no table or has child tables, 22004 if
-- content is not known, 55000 if a partition of the table is declared, or what it is a partition of, or for another
-- text or model during a change of the model, and what pgmatch.embedding_content, pgmatch.check_source_model and
-- pgmatch.check_read_committed raise.
create or replace function pgmatch.queue_embeddings(
  target regclass,
  embedding name,
  content text default null,
  model text default null,
  path text default current_setting('search_path')
)
returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _key constant name[] := pgmatch.queue_key(target);
  _content text;
  _source bigint;
begin
  perform pgmatch.check_read_committed();
  perform pgmatch.take_turn();
  perform pgmatch.check_queue(target, embedding, _key);
  -- before the queue, because writers lock them in this order
  perform pgmatch.lock_tables(array[target], 'share row exclusive');
  perform pgmatch.check_source_model(target, embedding, model);
  if to_regprocedure('pgmatch.check_changed_source(regclass, name, text, text, text)') is not null then
    perform pgmatch.check_changed_source(target, embedding, content, model, path);
  end if;
  perform pgmatch.forget_queue(e.id)
  from pgmatch.embedding_source as e
  where not exists (select from pg_class as c where c.oid = e.target);

  select coalesce(queue_embeddings.content, min(e.content)) into _content
  from pgmatch.embedding_source as e
  where e.target = queue_embeddings.target and e.embedding = queue_embeddings.embedding;
  if _content is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = format('what workers embed of a row of %s is not known', target),
      hint = 'Write SQL on a row s of the table: title || s.body, or a function of the row, describe(s).';
  end if;
  _content := pgmatch.embedding_content(target, _content, path);
  insert into pgmatch.embedding_source as e (target, embedding, key, content, model)
  select queue_embeddings.target, queue_embeddings.embedding, _key, _content,
    coalesce(queue_embeddings.model, (
      select s.model from pgmatch.search as s
      where s.target = queue_embeddings.target and s.embedding = queue_embeddings.embedding
    ))
  on conflict on constraint embedding_source_target_embedding_key do update set
    key = excluded.key,
    content = excluded.content,
    model = coalesce(queue_embeddings.model, e.model)
  returning e.id into _source;
  perform pgmatch.add_queue(_source);
  perform pgmatch.set_queue_triggers(_source);
  return pgmatch.queue_rows(_source, format('s.%I is null', embedding));
end;
$$;

comment on function pgmatch.queue_embeddings is
  'Lets workers fill a column of embeddings: rows without an embedding are queued from now on.';

select pgmatch.register('queue', 'function', 'pgmatch.queue_embeddings');
