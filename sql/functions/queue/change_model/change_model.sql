-- change_model: begins to change the model of a column of embeddings while people search: adds a second column, which
-- workers fill with the embeddings of the new model. Searches stay as they are until pgmatch.switch_model.
--
-- model       of the new embeddings
-- target, embedding
--             the table, and its column if it has several; null for that of pgmatch.default_search
-- content     the text that is embedded: SQL on a row s, as for pgmatch.queue_embeddings; null for what workers embed
--             already
-- dimensions  of the new embeddings; null for those of a well-known model
-- metric      'ip', 'cosine', 'l2' or 'l1'; null for the present one
-- type        of the second column: 'vector' or 'halfvec'; null for the present one
-- normalized, chunk_tokens
--             as for pgmatch.set_model; null if unknown
-- present_model
--             the one that made the present embeddings, if it is not recorded. If it is unknown, nobody can embed the
--             rows that are written after the switch for the way back
-- path        the search_path on which the names in content are looked up
--
-- The first call locks the table for an instant, and returns null. The same call again queues the rows that lack the
-- new embedding, also those that failed too often, and returns how many. Raises 22004 if it is not known what to embed,
-- 22023 for arguments that cannot be, 55000 if another change has begun, 42701 if a column has the name of the second
-- one, and what pgmatch.model_search, pgmatch.check_model_change, pgmatch.check_queue and pgmatch.embedding_content
-- raise.
create or replace function pgmatch.change_model(
  model text,
  target regclass default null,
  embedding name default null,
  content text default null,
  dimensions integer default null,
  metric text default null,
  type text default null,
  normalized boolean default null,
  chunk_tokens integer default null,
  present_model text default null,
  path text default current_setting('search_path')
)
returns bigint
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _search pgmatch.search;
  _change pgmatch.model_change;
  _is_new boolean;
begin
  if chunk_tokens < 1 then
    raise exception using
      errcode = 'invalid_parameter_value', message = format('chunk_tokens %s is not 1 or more', chunk_tokens),
      hint = 'Leave it out if it is not known.';
  end if;
  perform pgmatch.take_turn();
  perform pgmatch.follow_searches();
  _search := pgmatch.model_search(target, embedding);
  perform pgmatch.check_model_change(_search.target, _search.embedding);
  if btrim(present_model) <> '' and _search.model is null then
    update pgmatch.search as s
    set model = present_model
    where s.target = _search.target and s.embedding = _search.embedding
    returning s.* into _search;
  end if;

  select c.* into _change
  from pgmatch.model_changes() as c where c.target = _search.target and c.embedding = _search.embedding;
  _is_new := not found;
  if _is_new then
    _change := pgmatch.begin_model_change(
      _search, model, content, dimensions, metric, type, present_model, path
    );
    perform pgmatch.declare_second(_change);
  else
    perform pgmatch.check_begun_change(_change, model, content, dimensions, metric, type, path);
    perform pgmatch.follow_change(_change);
  end if;
  update pgmatch.model_change as c
  set
    normalized = coalesce(change_model.normalized, c.normalized),
    chunk_tokens = coalesce(change_model.chunk_tokens, c.chunk_tokens)
  where c.id = _change.id;
  -- the first call holds a lock on the table, and this takes long
  return case
    when not _is_new then pgmatch.retry_jobs(_change.target, _change.second) + pgmatch.queue_gaps(_change)
  end;
end;
$$;

comment on function pgmatch.change_model is
  'Begins to change the model of a column of embeddings while people search: adds a second column for workers to fill.';

revoke all on function pgmatch.change_model from public;
