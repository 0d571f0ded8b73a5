-- nods_is_mine: whether the caller's ingest covers the rows of this owner.
--
-- In the mode owner, it covers the rows of the user that the caller acts for. Policies enforce that for tenants. Roles
-- that no policy restricts, such as service_role, need this test, because several owners may have pages with one path.
-- The comparison uses the type of the column, as policies do: a uuid can be written in several ways.
create or replace function pgmatch.nods_is_mine(owner_id anyelement)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _me owner_id%type;
begin
  if (select i.access from pgmatch.install as i where i.line = 'nods') <> 'owner' then
    return true;
  end if;
  _me := pgmatch.current_owner();
  return nods_is_mine.owner_id is not distinct from _me;
end;
$$;

comment on function pgmatch.nods_is_mine is
  'Whether the caller''s ingest covers the rows of this owner; always true outside the mode owner.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_is_mine', 'execute', 'execute');
