-- is_mine: whether a row with this owner is one that the caller's ingest is about.
--
-- In the mode owner that is a row of whom the caller acts for. Policies say the same to tenants; this says it to
-- roles that no policy holds for, such as service_role, for which every owner may have a page with one path.
create or replace function pgmatch.is_mine(owner_id text)
returns boolean
language sql
stable
set search_path from current
as $$
  select case i.access when 'owner' then is_mine.owner_id is not distinct from pgmatch.current_owner() else true end
  from pgmatch.install as i
  where i.line = 'nods'
$$;

comment on function pgmatch.is_mine(text) is
  'Whether a row with this owner is one that the caller''s ingest is about; true outside the mode owner.';

select pgmatch.register('nods', 'function', 'pgmatch.is_mine(text)', 'execute', 'execute');
