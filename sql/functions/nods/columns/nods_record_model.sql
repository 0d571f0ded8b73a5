-- nods_record_model: refuses a model other than the recorded one; records what is not recorded yet.
--
-- If the owner calls it with the first model, the column takes that model's dimensions, see pgmatch.set_dimensions.
-- Raises what pgmatch.nods_check_model and pgmatch.nods_check_dimensions raise.
create or replace function pgmatch.nods_record_model(
  model text,
  dimensions integer,
  normalized boolean,
  chunk_tokens integer
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  -- before it reads sections: set_dimensions waits for other sessions that do the same
  if exists (
    select 1
    from pgmatch.search as s
    inner join pg_class as c on c.oid = s.target
    where s.line = 'nods'
      and pgmatch.dimensions_of(s.target, s.embedding) <> nods_record_model.dimensions
      and coalesce(s.model, nods_record_model.model) = nods_record_model.model
      and pg_has_role(c.relowner, 'usage')
  ) then
    perform pgmatch.set_dimensions(dimensions);
  end if;

  if not pgmatch.nods_check_model(model, dimensions, normalized, chunk_tokens) then
    return;
  end if;

  -- other sessions with something to record wait here
  perform 1 from pgmatch.search as s where s.line = 'nods' for update;
  if pgmatch.nods_check_model(model, dimensions, normalized, chunk_tokens) then
    update pgmatch.search as s
    set
      model = coalesce(s.model, nods_record_model.model),
      normalized = coalesce(s.normalized, nods_record_model.normalized),
      chunk_tokens = coalesce(s.chunk_tokens, nods_record_model.chunk_tokens)
    where s.line = 'nods';
  end if;
end;
$$;

comment on function pgmatch.nods_record_model is
  'Raises 22023 for a model other than the recorded one, and records what is not recorded yet.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_record_model', null, 'execute');
