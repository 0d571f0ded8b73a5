-- set_job_model: records the model of the worker that fills a column first, also for searches of the column.
--
-- Raises 22023 for an empty name, 55000 for another model than the recorded one, whose vectors cannot be compared.
-- security definer, because a worker may not change what is declared.
create or replace function pgmatch.set_job_model(source bigint, model text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  _source pgmatch.embedding_source;
begin
  perform pgmatch.check_worker(source);
  if coalesce(btrim(model), '') = '' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('model %s is not a name', coalesce(quote_literal(model), 'null')),
      hint = 'Pass the name of the embedder''s model.';
  end if;
  update pgmatch.embedding_source as e set model = set_job_model.model where e.id = source and e.model is null;
  select e.* into _source from pgmatch.embedding_source as e where e.id = source;
  if _source.model <> model then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format(
        'the embeddings in %s are made by "%s", not by "%s"', pgmatch.full_name(_source.target), _source.model, model
      ),
      hint = 'Start the worker with the embedder of that model.';
  end if;
  update pgmatch.search as s
  set model = set_job_model.model
  where s.target = _source.target and s.embedding = _source.embedding and s.model is null;
end;
$$;

comment on function pgmatch.set_job_model is
  'Records the model of the worker that fills a column first.';

select pgmatch.register('queue', 'function', 'pgmatch.set_job_model', null, 'execute', shared => true);
