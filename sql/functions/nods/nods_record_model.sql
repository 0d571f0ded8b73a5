-- nods_record_model: refuses a model other than the recorded one; records what is not known yet.
--
-- Raises what pgmatch.nods_check_model raises.
create or replace function pgmatch.nods_record_model(
  model text,
  dimensions integer,
  normalized boolean,
  chunk_tokens integer
)
returns void
language plpgsql
volatile
set search_path from current
as $$
begin
  if not pgmatch.nods_check_model(model, dimensions, normalized, chunk_tokens) then
    return;
  end if;

  -- others with something to record wait for what it is
  perform from pgmatch.install as i where i.line = 'nods' for update;
  if pgmatch.nods_check_model(model, dimensions, normalized, chunk_tokens) then
    update pgmatch.install as i
    set
      model = coalesce(i.model, nods_record_model.model),
      normalized = coalesce(i.normalized, nods_record_model.normalized),
      chunk_tokens = coalesce(i.chunk_tokens, nods_record_model.chunk_tokens)
    where i.line = 'nods';
  end if;
end;
$$;

comment on function pgmatch.nods_record_model(text, integer, boolean, integer) is
  'Raises 22023 for a model other than the recorded one, and records what is not known yet.';

select pgmatch.register(
  'nods', 'function', 'pgmatch.nods_record_model(text, integer, boolean, integer)', null, 'execute'
);
