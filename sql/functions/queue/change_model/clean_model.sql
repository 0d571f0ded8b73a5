-- clean_model: ends a change of model: drops the column that searches do not use, its indexes, and what fills it.
--
-- target, embedding  as for pgmatch.switch_model
-- force              whether to do so although rows would lose their only embedding
--
-- After pgmatch.switch_model, that is the earlier one; before it, and after pgmatch.switch_model_back, the new one.
-- Locks the table for an instant. Raises 55000 if rows have an embedding there and none that is searched, 2BP01 if a
-- search of pgmatch.create_search or another object uses the column, and what pgmatch.model_change_of and
-- pgmatch.check_model_change raise.
create or replace function pgmatch.clean_model(
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
  _search text;
begin
  perform pgmatch.take_turn();
  perform pgmatch.follow_searches();
  _change := pgmatch.model_change_of(target, embedding);
  perform pgmatch.check_model_change(_change.target, _change.embedding);
  _search := (
    select min(format('%I.%I', f.schema_name, f.name)) from pgmatch.search_function as f
    where f.target = _change.target and f.embedding = _change.second
  );
  if _search is not null then
    raise exception using
      errcode = 'dependent_objects_still_exist',
      message = format('%s searches the column %I of %s', _search, _change.second, _change.target),
      hint = format('When no client needs it: select pgmatch.drop_search(%L);', _search);
  elsif force is not true and _change.second is not null
    and pgmatch.model_gaps(_change.target, _change.second, _change.embedding, 1) > 0 then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('rows of %s have an embedding only in %I', _change.target, _change.second),
      hint = 'Run pgmatch worker until it has embedded them. To drop theirs too: force => true.';
  end if;

  perform pgmatch.lock_tables(array[_change.target]);
  perform pgmatch.forget_change(_change);
  if _change.second is not null then
    execute format('alter table %s drop column %I', _change.target, _change.second);
  end if;
  delete from pgmatch.search as s where s.target = _change.target and s.embedding = _change.second;
  delete from pgmatch.model_change as c where c.target = _change.target and c.embedding = _change.embedding;
  if _change.is_required then
    perform pgmatch.require_embedding(_change.target, _change.embedding);
  end if;
  perform pgmatch.rename_model_indexes(_change.target, _change.embedding);
  perform pgmatch.refresh_searches(_change.target);
  notify pgrst, 'reload schema';
end;
$$;

comment on function pgmatch.clean_model is
  'Ends a change of model: drops the column that searches do not use, its indexes, and what fills it.';

revoke all on function pgmatch.clean_model from public;
