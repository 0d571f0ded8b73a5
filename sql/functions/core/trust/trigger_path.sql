-- trigger_path: the search_path on which a statement writes to a table, so that the functions of its triggers find what
-- they name.
--
-- They expect the path of a session, not that of one of pgmatch's functions. It is the one with which the session
-- began, as set for the role or the database: what was set since cannot be seen. Null without triggers:
-- to look it up takes time. Whoever sets it calls nothing by a name without a schema.
create or replace function pgmatch.trigger_path(target oid)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return case when exists (select 1 from pg_trigger as t where t.tgrelid = target and not t.tgisinternal)
    then (select s.reset_val from pg_settings as s where s.name = 'search_path') end;
end;
$$;

comment on function pgmatch.trigger_path is
  'The search_path on which a statement writes to a table, so that the functions of its triggers find what they name.';

select pgmatch.register('core', 'function', 'pgmatch.trigger_path', null, 'execute');
