-- clear_outdated: clears the second embedding of rows whose text has changed while it was searched.
--
-- keys  of the rows, from pgmatch.outdated_embedding
--
-- Its triggers queue the rows.
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
  _key jsonb;
  _update constant text := format(
    'update %s as s set %I = null where %s and s.%2$I is not null',
    change.target, change.second, pgmatch.key_condition(change.target, pgmatch.queue_key(change.target))
  );
begin
  foreach _key in array keys loop
    execute _update using _key;
  end loop;
end;
$$;

comment on function pgmatch.clear_outdated is
  'Clears the second embedding of rows whose text has changed while it was searched.';

revoke all on function pgmatch.clear_outdated from public;
