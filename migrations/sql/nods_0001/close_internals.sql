-- close_internals: takes what only the owner needs in the schema "pgmatch" from everybody else.
--
-- The functions without a line, which are pinned to the catalog, and the sequences. Default privileges may have
-- given them to API roles when they were created, past a `revoke … from public`.
create or replace function pgmatch.close_internals()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _object text;
  _role text;
begin
  for _object, _role in
    select o.name, r.name
    from (
      select 'function ' || p.oid::regprocedure
      from pg_proc as p
      where p.pronamespace = 'pgmatch'::regnamespace and p.proconfig @> array['search_path=pg_catalog, pg_temp']
      union all
      select 'sequence ' || c.oid::regclass
      from pg_class as c
      where c.relnamespace = 'pgmatch'::regnamespace and c.relkind = 'S'
    ) as o (name)
    cross join (
      values ('public')
      union all
      select quote_ident(r.rolname)
      from pgmatch.api_roles() as r (rolname)
    ) as r (name)
  loop
    execute format('revoke all on %s from %s', _object, _role);
  end loop;
end;
$$;

comment on function pgmatch.close_internals() is
  'Revokes from public and the API roles what only the owner needs in the schema pgmatch.';

revoke all on function pgmatch.close_internals() from public;
