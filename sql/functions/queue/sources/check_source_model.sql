-- check_source_model: refuses another model than the recorded one for a column that has embeddings. Raises 22023 for an
-- empty name or a model with other dimensions, 55000 for another model.
--
-- Vectors of two models cannot be compared. If the column has none, jobs that are under way end: their workers still
-- use the earlier model.
create or replace function pgmatch.check_source_model(target regclass, embedding name, model text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _source pgmatch.embedding_source;
  _known text;
  _is_embedded boolean;
begin
  if btrim(model) = '' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('model %L is not a name', model),
      hint = 'Pass the model''s name, for example text-embedding-3-small, or null.';
  end if;
  perform pgmatch.check_model_dimensions(model, pgmatch.dimensions_of(target, embedding), target, embedding);
  select e.* into _source
  from pgmatch.embedding_source as e
  where e.target = check_source_model.target and e.embedding = check_source_model.embedding;
  select coalesce(_source.model, min(s.model)) into _known
  from pgmatch.search as s
  where s.target = check_source_model.target and s.embedding = check_source_model.embedding;
  if model is null or _known is null or model = _known then
    return;
  end if;

  execute format('select exists (select from %s as s where s.%I is not null)', pgmatch.full_name(target), embedding)
  into _is_embedded;
  if _is_embedded then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('the embeddings in %s are made by "%s", not by "%s"', target, _known, model),
      hint = format(
        'Vectors of two models cannot be compared. Remove the embeddings first: update %s set %I = null;',
        target, embedding
      );
  end if;
  if _source.id is not null then
    execute format('delete from pgmq.%I', 'q_pgmatch_' || _source.id);
    -- workers end jobs also after these were given up
    execute format('delete from pgmq.%I', 'a_pgmatch_' || _source.id);
  end if;
  update pgmatch.search as s
  set model = check_source_model.model, normalized = null, chunk_tokens = null
  where s.target = check_source_model.target and s.embedding = check_source_model.embedding;
end;
$$;

comment on function pgmatch.check_source_model is
  'Refuses another model than the recorded one for a column that has embeddings.';

select pgmatch.register('queue', 'function', 'pgmatch.check_source_model');
