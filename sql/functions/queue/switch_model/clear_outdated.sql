-- clear_outdated: clears the second embedding of rows whose text has changed while it was searched.
--
-- keys  of the rows, from pgmatch.outdated_embedding
--
-- Triggers queue the rows; those of users run on pgmatch.trigger_path. If the table has got another key since a row was
-- noted, nobody can tell which row that was, so this clears the embeddings of all.
create or replace function pgmatch.clear_outdated(change pgmatch.model_change, keys jsonb[])
returns void
language plpgsql
volatile
-- as in pgmatch.queue_embedding
set datestyle = iso
set intervalstyle = postgres
set extra_float_digits = 1
set search_path = pg_catalog, pg_temp
as $$
declare
  _columns constant text[] := pgmatch.queue_key(change.target);
  _clear constant text := format(
    'update %s as s set %I = null where s.%2$I is not null', change.target, change.second
  );
  _clear_row constant text := _clear || ' and ' || pgmatch.key_condition(change.target, _columns::name[]);
  _has_other_key constant boolean := exists (
    select from unnest(keys) as k (key) where (k.key ?& _columns and k.key - _columns = '{}') is not true
  );
  _key jsonb;
begin
  perform set_config(
    'search_path', concat_ws(', ', 'pg_catalog', nullif(pgmatch.trigger_path(change.target), '')), true
  );
  if _has_other_key then
    execute _clear;
    return;
  end if;
  foreach _key in array keys loop
    execute _clear_row using _key;
  end loop;
end;
$$;

comment on function pgmatch.clear_outdated is
  'Clears the second embedding of rows whose text has changed while it was searched.';

revoke all on function pgmatch.clear_outdated from public;
