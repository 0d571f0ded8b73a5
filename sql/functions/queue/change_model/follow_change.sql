-- follow_change: lets workers and triggers follow a column of a change of model that somebody has given another name.
--
-- change  as pgmatch.model_changes has it
--
-- Raises 55000 if the second column is gone, or if workers do not fill it any more: then nobody has noticed which texts
-- have changed.
create or replace function pgmatch.follow_change(change pgmatch.model_change)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _recorded constant name := (select c.second from pgmatch.model_change as c where c.id = change.id);
  _source constant pgmatch.embedding_source := (
    select e from pgmatch.embedding_source as e where e.target = change.target and e.embedding = _recorded
  );
begin
  if change.second is null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('the column %I of %s, with the other embeddings, is gone', _recorded, change.target),
      hint = format('End the change: select pgmatch.clean_model(%L, %L);', change.target, change.embedding);
  end if;
  if change.model is not null and _source.id is null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('workers do not fill %I of %s any more, so texts may have changed', _recorded, change.target),
      hint = format('Begin anew: select pgmatch.clean_model(%L, %L);', change.target, change.embedding);
  end if;
  update pgmatch.model_change as c
  set second = change.second, second_number = change.second_number
  where c.id = change.id and (c.second, c.second_number) <> (change.second, change.second_number);
  if change.second <> _recorded or _source.content <> pgmatch.second_content(change) then
    perform pgmatch.lock_tables(array[change.target], 'share row exclusive');
    update pgmatch.embedding_source as e set embedding = change.second where e.id = _source.id;
    perform pgmatch.declare_second(change);
  end if;
end;
$$;

comment on function pgmatch.follow_change is
  'Lets workers and triggers follow a column of a change of model that has another name.';

revoke all on function pgmatch.follow_change from public;
