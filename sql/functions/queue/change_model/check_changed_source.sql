-- check_changed_source: refuses to declare a column of a change of model with another text or model. Raises 55000.
--
-- content, model, path  as for pgmatch.queue_embeddings
--
-- Embeddings of both texts would be in one column. What fills the second column is for the change to say.
create or replace function pgmatch.check_changed_source(
  target regclass,
  embedding name,
  content text,
  model text,
  path text
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _change constant pgmatch.model_change := (
    select c
    from pgmatch.model_changes() as c
    where c.target = check_changed_source.target and check_changed_source.embedding in (c.embedding, c.second)
  );
  _content constant text := coalesce(
    (
      select e.content
      from pgmatch.embedding_source as e
      where e.target = _change.target and e.embedding = _change.embedding
    ),
    _change.content
  );
begin
  if (case
    when embedding = _change.second then content is not null or model <> _change.model
    when _change.id is not null and content is not null
      then pgmatch.embedding_content(target, content, path) <> _content
  end) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('a change of the model of %s has begun, which fills %I', target, embedding),
      hint = format(
        'Leave out content and model, or end the change before: select pgmatch.clean_model(%L, %L);',
        target, _change.embedding
      );
  end if;
end;
$$;

comment on function pgmatch.check_changed_source is
  'Refuses to declare a column of a change of model with another text or model.';

revoke all on function pgmatch.check_changed_source from public;
