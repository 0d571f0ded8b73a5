-- set_model: records which embedding model made the vectors of a line.
--
-- Needed once if the embeddings are older than pgmatch, because a vector does not name its model.
-- normalized says whether the vectors have length 1, chunk_tokens is the longest section in the model's tokens; if
-- null, the first ingest records them. Refuses a model other than the recorded one, unless nothing is embedded or the
-- vectors of the recorded one are known to have other dimensions.
-- Raises 22023 for an empty name, for an unknown line and for a model whose vectors are known to have other dimensions;
-- 55000 if another model is recorded.
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
  _search pgmatch.search;
  _dimensions integer;
  _is_embedded boolean;
begin
  if coalesce(btrim(model), '') = '' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('model %s is not a name', coalesce(quote_literal(model), 'null')),
      hint = 'Pass the model''s name, for example text-embedding-3-small.';
  end if;

  for _search in
    select s.* from pgmatch.search as s where s.line = any(pgmatch.line_family(set_model.line)) for update
  loop
    _dimensions := pgmatch.dimensions_of(_search.target, _search.embedding);
    perform pgmatch.check_model_dimensions(model, _dimensions, _search.target, _search.embedding);
    if _search.model <> model and coalesce(pgmatch.model_dimensions(_search.model) @> _dimensions, true) then
      execute format(
        'select exists (select 1 from %s as s where s.%I is not null)', _search.target, _search.embedding
      )
      into _is_embedded;
      if _is_embedded then
        raise exception using
          errcode = 'object_not_in_prerequisite_state',
          message = format('the embeddings here were made by "%s", not by "%s"', _search.model, model),
          hint = format(
            'Vectors of two models cannot be compared. To change the model, remove the embeddings first: '
            'update %s set %I = null;',
            _search.target, _search.embedding
          );
      end if;
    end if;
  end loop;
  if not found then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('line %s is not installed here', coalesce(quote_literal(line), 'null')),
      hint = 'The installed lines are in pgmatch.install.';
  end if;

  update pgmatch.search as s
  set
    model = set_model.model,
    normalized = coalesce(
      set_model.normalized, case when coalesce(s.model = set_model.model, true) then s.normalized end
    ),
    chunk_tokens = coalesce(
      set_model.chunk_tokens, case when coalesce(s.model = set_model.model, true) then s.chunk_tokens end
    )
  where s.line = any(pgmatch.line_family(set_model.line));
end;
$$;

comment on function pgmatch.set_model is
  'Records which embedding model made the vectors of a line; refuses a model other than the recorded one.';

revoke all on function pgmatch.set_model from public;
