-- line_members: the tables, sequences and functions of a line, with their oids, and who may use them.
--
-- of_kind, named  those of one kind, or of one name; all if they are null
-- object          null if somebody has dropped it
--
-- The other columns are those of pgmatch.member. Looks up names as pgmatch.member_oid does, but sets the path once.
create or replace function pgmatch.line_members(line text, of_kind text default null, named text default null)
returns table (kind text, name text, object oid, readers text, writers text, owner name, shared boolean)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('search_path', pgmatch.pinned_path(line), true);
  return query
  select
    m.kind,
    m.name,
    case
      when m.kind <> 'function' then to_regclass(m.name)::oid
      when m.name like '%(%' then to_regprocedure(m.name)::oid
      else to_regproc(m.name)::oid
    end,
    m.readers,
    m.writers,
    m.owner,
    m.shared
  from pgmatch.member as m
  where m.line = line_members.line
    and m.kind in ('table', 'sequence', 'function')
    and m.kind = coalesce(of_kind, m.kind)
    and m.name = coalesce(named, m.name);
end;
$$;

comment on function pgmatch.line_members is
  'The tables, sequences and functions of a line, with their oids, and who may use them.';

revoke all on function pgmatch.line_members from public;
