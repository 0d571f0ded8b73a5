-- nods_check_model: refuses a model other than the recorded one; returns whether there is something to record.
--
-- Null leaves dimensions, normalisation and chunking open. Other dimensions pass if nothing is embedded and the caller
-- is the owner, who can change the column. Raises 22023 for a missing model, for one whose vectors are known to have
-- other dimensions, and for anything that differs from the record, naming both; 55000 if there are embeddings whose
-- model is not recorded, and for a tenant if no model is recorded, because one tenant may not choose for all.
create or replace function pgmatch.nods_check_model(
  model text,
  dimensions integer,
  normalized boolean,
  chunk_tokens integer
)
returns boolean
language plpgsql
stable
set search_path from current
as $$
declare
  _given constant jsonb := jsonb_strip_nulls(
    pg_catalog.jsonb_build_object(
      'model', model, 'dimensions', dimensions, 'normalized', normalized, 'chunk_tokens', chunk_tokens
    )
  );
  _may_record constant boolean := has_any_column_privilege('pgmatch.search', 'update');
  _recorded jsonb;
  _name text;
begin
  if coalesce(btrim(model), '') = '' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'model is missing',
      hint = 'Pass the name of the model that makes the embeddings.';
  end if;

  perform pgmatch.check_model_dimensions(model, dimensions, 'nods_page_section', 'embedding');
  select
    pg_catalog.to_jsonb(s)
    || pg_catalog.jsonb_build_object('dimensions', pgmatch.dimensions_of(s.target, s.embedding))
  into strict _recorded
  from pgmatch.search as s
  where s.line = 'nods';
  if _recorded ->> 'model'::text is null and not _may_record then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = pg_catalog.format('no model is recorded here, and "%s" may not choose it for everybody', current_user),
      hint = pg_catalog.format('Ask the owner of the tables to run: select pgmatch.set_model(%L);', model);
  end if;

  foreach _name in array array['model', 'normalized', 'chunk_tokens'] loop
    if _recorded ->> _name <> _given ->> _name then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = pg_catalog.format(
          'this run embeds with %s %s, but the embeddings here were made with %s %s',
          _name, _given ->> _name, _name, _recorded ->> _name
        ),
        hint = pg_catalog.format(
          'Vectors of two models cannot be compared. Use "%s", or another database. If nothing is embedded yet, the '
          'owner can change the model: select pgmatch.set_model(%L);',
          _recorded ->> 'model'::text, model
        );
    end if;
  end loop;
  if (_recorded -> 'dimensions'::text)::integer <> dimensions then
    perform pgmatch.nods_check_dimensions(dimensions);
  end if;

  if _recorded ->> 'model'::text is null
    and exists (select from nods_page_section as s where s.embedding is not null) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = 'there are embeddings here, but the model that made them is not recorded',
      hint = pg_catalog.format('If this model made them, run once as the owner: select pgmatch.set_model(%L);', model);
  end if;
  return _may_record and not jsonb_strip_nulls(_recorded) ?& array(select jsonb_object_keys(_given));
end;
$$;

comment on function pgmatch.nods_check_model is
  'Raises 22023 for a model other than the recorded one; returns whether there is something to record.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_check_model', null, 'execute');
