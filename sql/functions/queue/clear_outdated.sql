-- clear_outdated: clears the second embedding of rows whose text has changed while it was searched.
--
-- keys  of the rows, from pgmatch.outdated_embedding
--
-- Its triggers queue the rows. If the table has got another key since a row was noted, nobody can tell which row that
-- was, so this clears the embeddings of all.
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
  _key jsonb;
begin
  foreach _key in array keys loop
    if (_key ?& _columns and _key - _columns = '{}') is not true then
      execute _clear;
      exit;
    end if;
    execute _clear_row using _key;
  end loop;
end;
$$;

comment on function pgmatch.clear_outdated is
  'Clears the second embedding of rows whose text has changed while it was searched.';

revoke all on function pgmatch.clear_outdated from public;
