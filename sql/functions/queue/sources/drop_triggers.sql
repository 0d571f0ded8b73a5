-- drop_triggers: drops those triggers of a table that have one of these names.
create or replace function pgmatch.drop_triggers(target regclass, names text[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _name name;
begin
  for _name in
    select t.tgname from pg_trigger as t
    where t.tgrelid = target and t.tgparentid = 0 and t.tgname = any(names)
  loop
    execute format('drop trigger %I on %s', _name, target);
  end loop;
end;
$$;

comment on function pgmatch.drop_triggers is
  'Drops those triggers of a table that have one of these names.';

select pgmatch.register('queue', 'function', 'pgmatch.drop_triggers');
