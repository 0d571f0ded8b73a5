-- put_back: gives settings their earlier values, as pgmatch.set_scan returned them.
create or replace function pgmatch.put_back(settings pgmatch.setting[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _setting pgmatch.setting;
begin
  foreach _setting in array settings loop
    _setting.value := set_config(_setting.name, _setting.value, true);
  end loop;
end;
$$;

comment on function pgmatch.put_back is
  'Gives settings their earlier values, as pgmatch.set_scan returned them.';

select pgmatch.register('core', 'function', 'pgmatch.put_back', 'execute', 'execute');
