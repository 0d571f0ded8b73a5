-- set_model: says which embedding model made the vectors of a line.
--
-- Needed once where embeddings were there before pgmatch, because a vector does not tell its model.
-- normalized says whether the vectors have length 1, chunk_tokens the longest section in the model's
-- tokens; null leaves either open, to be recorded by the first ingest.
-- Raises 22023 for an empty name and an unknown line, 55000 when another model is recorded.
create or replace function pgmatch.set_model(
  model text,
  line text default 'nods',
  normalized boolean default null,
  chunk_tokens integer default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _recorded text := (select i.model from pgmatch.install as i where i.line = set_model.line for update);
begin
  if coalesce(btrim(model), '') = '' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('model %s is not a name', coalesce(quote_literal(model), 'null')),
      hint = 'Give the model''s name, for example text-embedding-3-small.';
  end if;
  if _recorded <> model then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('the embeddings here were made by "%s", not by "%s"', _recorded, model),
      hint = 'Vectors of two models cannot be compared. Remove the embeddings first to change the model.';
  end if;

  update pgmatch.install as i
  set
    model = set_model.model,
    normalized = coalesce(set_model.normalized, i.normalized),
    chunk_tokens = coalesce(set_model.chunk_tokens, i.chunk_tokens)
  where i.line = set_model.line;
  if not found then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('line %s is not installed here', coalesce(quote_literal(line), 'null')),
      hint = 'The installed lines are in pgmatch.install.';
  end if;
end;
$$;

comment on function pgmatch.set_model(text, text, boolean, integer) is
  'Records which embedding model made the vectors of a line; refuses another than the recorded one.';

revoke all on function pgmatch.set_model(text, text, boolean, integer) from public;
