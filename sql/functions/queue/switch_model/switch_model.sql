-- switch_model: lets searches use the embeddings of the new model: the two columns swap their names.
--
-- target, embedding  as for pgmatch.change_model; null for the only change that has begun
-- force              whether to switch although rows lack the new embedding, so that no search finds them until a
--                    worker has embedded them, or although no index fits
--
-- Functions keep their names and are made anew for the new dimensions, metric and index, also in open sessions. The
-- earlier embeddings stay, and workers fill them too, so pgmatch.switch_model_back is possible until
-- pgmatch.clean_model. Locks the table until the end of the transaction: for an instant, if the indexes of
-- pgmatch.model_indexes are there. Raises 55000 if that was done already or if rows or an index are missing, 55P03 if
-- others use the table for too long, and what pgmatch.model_change_of and pgmatch.check_model_change raise.
create or replace function pgmatch.switch_model(
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
  if _change.is_switched then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('searches of %s use the new embeddings already', _change.target),
      hint = format('To go back: select pgmatch.switch_model_back(%L);', _change.target);
  end if;
  perform pgmatch.swap_models(_change, coalesce(force, false));
end;
$$;

comment on function pgmatch.switch_model is
  'Lets searches use the embeddings of the new model: the two columns swap their names.';

revoke all on function pgmatch.switch_model from public;
