-- nods_begin_ingest: opens an ingest run and returns its number.
--
-- corpus        which set of files the run walks; finishing removes only pages of the same corpus
-- model         name of the model that makes the embeddings; recorded by the first run
-- dimensions    length of its vectors
-- normalized    whether they have length 1; chunk_tokens: longest section in its tokens; null leaves either open
--
-- Raises 22023, naming both, when the model, its dimensions, normalisation or chunking differ from what
-- is recorded; 55000 when embeddings are there and nobody has said which model made them.
create or replace function nods_begin_ingest(
  corpus text,
  model text,
  dimensions integer,
  normalized boolean default null,
  chunk_tokens integer default null
)
returns bigint
language plpgsql
volatile
set search_path from current
as $$
declare
  _recorded jsonb;
  _given constant jsonb := jsonb_build_object(
    'model', model, 'dimensions', dimensions, 'normalized', normalized, 'chunk_tokens', chunk_tokens
  );
  _name text;
  _run bigint;
begin
  foreach _name in array array['corpus', 'model', 'dimensions'] loop
    if coalesce(btrim(case _name when 'corpus' then corpus else _given ->> _name end), '') = '' then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format('%s is missing', _name),
        hint = 'An ingest run needs a corpus, the model''s name and the length of its vectors.';
    end if;
  end loop;

  select to_jsonb(i) into strict _recorded from pgmatch.install as i where i.line = 'nods' for update;
  foreach _name in array array['model', 'dimensions', 'normalized', 'chunk_tokens'] loop
    if _recorded ->> _name <> _given ->> _name then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format(
          'this run embeds with %s %s, but the embeddings here were made with %s %s',
          _name, _given ->> _name, _name, _recorded ->> _name
        ),
        hint = 'Vectors of two models cannot be compared. Use the recorded model, or another database.';
    end if;
  end loop;

  if _recorded ->> 'model' is null and exists (select from nods_page_section as s where s.embedding is not null) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = 'there are embeddings here, and which model made them is not known',
      hint = format('If it was this one, say so once as the owner: select pgmatch.set_model(%L);', model);
  end if;

  update pgmatch.install as i
  set
    model = nods_begin_ingest.model,
    normalized = coalesce(i.normalized, nods_begin_ingest.normalized),
    chunk_tokens = coalesce(i.chunk_tokens, nods_begin_ingest.chunk_tokens)
  where i.line = 'nods'
    and (i.model is null or i.normalized is null or i.chunk_tokens is null);

  insert into pgmatch.nods_run (corpus) values (nods_begin_ingest.corpus) returning id into _run;
  return _run;
end;
$$;

comment on function nods_begin_ingest(text, text, integer, boolean, integer) is
  'Opens an ingest run over a corpus and returns its number; refuses a model other than the recorded one.';

select pgmatch.register(
  'nods', 'function', 'nods_begin_ingest(text, text, integer, boolean, integer)', null, 'execute'
);
