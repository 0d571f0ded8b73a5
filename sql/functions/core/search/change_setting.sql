-- change_setting: gives a setting another value for this transaction, and returns what it was; no element if it stays.
--
-- value     replaces the default only: what the caller has set in the session or transaction stays
-- argument  replaces that too
create or replace function pgmatch.change_setting(
  name text,
  default_value text,
  value text default null,
  argument text default null
)
returns pgmatch.setting[]
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _now constant text := current_setting(name);
  _new text := coalesce(argument, case when _now = default_value then value end);
begin
  if _new is null or _new = _now then
    return '{}';
  end if;
  -- an assignment is evaluated without a query, which perform would run
  _new := set_config(name, _new, true);
  return array[row(name, _now)::pgmatch.setting];
end;
$$;

comment on function pgmatch.change_setting is
  'Gives a setting another value for this transaction, and returns what it was; no element if it stays.';

select pgmatch.register('core', 'function', 'pgmatch.change_setting', 'execute', 'execute');
