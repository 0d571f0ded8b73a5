-- doctor_models: signs of another model than the recorded one; two of one dimension and length look alike.
create or replace function pgmatch.doctor_models()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'warning',
    'table pgmatch.search',
    format(
      '%s, but the model that made them is not recorded.',
      pgmatch.counted(l.sections - l.without_embedding, 'embedding exists', 'embeddings exist')
    ),
    array[format('select pgmatch.set_model(''NAME'', %L);', s.line)],
    false
  from pgmatch.searched_columns() as s
  cross join lateral pgmatch.check_embeddings(s.target, s.embedding) as l
  inner join pgmatch.install as i on i.line = s.line
  -- tables that users make can have a model each
  where i.tables_schema is null and s.model is null and l.sections > l.without_embedding
  union all
  select
    'warning',
    'table ' || pgmatch.full_name(s.target),
    format(
      '%s of %s %s not have length 1, although those of %s do: another model made them, or they were changed.',
      pgmatch.grouped(l.not_normalized),
      pgmatch.counted(l.sections - l.without_embedding, 'embedding', 'embeddings'),
      case l.not_normalized when 1 then 'does' else 'do' end,
      s.model
    ),
    array[
      format(
        'update %s set %I = null where %s(%2$I) > 0 and abs(%3$s(%2$I) - 1) > 0.01;',
        pgmatch.full_name(s.target),
        s.embedding,
        pgmatch.norm_of(s.target, s.embedding)
      )
    ]
    || pgmatch.ingest_steps(s.line),
    false
  from pgmatch.searched_columns() as s
  cross join lateral pgmatch.check_embeddings(s.target, s.embedding) as l
  where s.normalized and l.not_normalized > 0
$$;

comment on function pgmatch.doctor_models is
  'The model that made the embeddings is not recorded, or not the recorded one.';

revoke all on function pgmatch.doctor_models from public;
