-- is_mine: whether a row with this owner is one that the caller's ingest is about.
--
-- In the mode owner that is a row of whom the caller acts for. Policies say the same to tenants; this says it to
-- roles that no policy holds for, such as service_role, for which every owner may have a page with one path.
-- Compared in the type of the column, as policies do: a uuid can be written in several ways.
create or replace function pgmatch.is_mine(owner_id anyelement)
returns boolean
language plpgsql
stable
set search_path from current
as $$
declare
  _me owner_id%type;
begin
  if (select i.access from pgmatch.install as i where i.line = 'nods') <> 'owner' then
    return true;
  end if;
  _me := pgmatch.current_owner();
  return is_mine.owner_id is not distinct from _me;
end;
$$;

comment on function pgmatch.is_mine(anyelement) is
  'Whether a row with this owner is one that the caller''s ingest is about; true outside the mode owner.';

select pgmatch.register('nods', 'function', 'pgmatch.is_mine(anyelement)', 'execute', 'execute');
