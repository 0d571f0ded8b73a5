-- swap_storage: stores the searched embeddings inside their rows, as before, and the others wherever there is space.
--
-- The planner should see the size of what is searched, see pgmatch.add_column. A line that knows more of its rows has
-- the function pgmatch.<line>_set_storage(). Rows that are there are not rewritten; `pgmatch optimize` does that.
create or replace function pgmatch.swap_storage(change pgmatch.model_change)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _line constant text := (
    select s.line from pgmatch.search as s where s.target = change.target and s.embedding = change.embedding
  );
  -- bytes of a vector: of the searched column, and of the other one
  _size constant integer := pgmatch.vector_size(change.target, change.embedding);
  _other constant integer := pgmatch.vector_size(change.target, change.second);
  _hook constant regprocedure := to_regprocedure('pgmatch.' || quote_ident(_line || '_set_storage') || '()');
begin
  if not change.is_plain then
    return;
  end if;
  execute format('alter table %s alter %I set storage external', change.target, change.second);
  if not change.is_switched or _size <= greatest(_other, case when _line is null then 0 else 7600 end) then
    execute format('alter table %s alter %I set storage plain', change.target, change.embedding);
  end if;
  if _hook is not null then
    execute format('select %s', _hook);
  end if;
end;
$$;

comment on function pgmatch.swap_storage is
  'Stores the searched embeddings inside their rows, as before, and the others wherever there is space.';

revoke all on function pgmatch.swap_storage from public;
