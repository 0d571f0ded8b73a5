-- switch_model_back: lets searches use the earlier embeddings again, as they did before pgmatch.switch_model.
--
-- Arguments, locks and errors are those of pgmatch.switch_model; rows that were written after the switch need the
-- earlier embedding too.
create or replace function pgmatch.switch_model_back(
  target regclass default null,
  embedding name default null,
  force boolean default false
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _change pgmatch.model_change;
begin
  perform pgmatch.take_turn();
  perform pgmatch.follow_searches();
  _change := pgmatch.model_change_of(target, embedding);
  if not _change.is_switched then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('searches of %s use the earlier embeddings', _change.target),
      hint = format('To switch to the new ones: select pgmatch.switch_model(%L);', _change.target);
  end if;
  perform pgmatch.swap_models(_change, coalesce(force, false));
end;
$$;

comment on function pgmatch.switch_model_back is
  'Lets searches use the earlier embeddings again, as they did before pgmatch.switch_model.';

revoke all on function pgmatch.switch_model_back from public;
