-- line_family: the lines that share one access mode: a line, those that it builds on and those that build on it.
--
-- The column base of pgmatch.install says which line builds on which. Empty for an unknown line.
create or replace function pgmatch.line_family(line text)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with recursive family as (
    select i.line, i.base from pgmatch.install as i where i.line = line_family.line
    union
    select i.line, i.base
    from pgmatch.install as i
    inner join family as f on i.line = f.base or i.base = f.line
  )

  -- the line that the others build on comes first
  select array(select f.line from family as f order by f.base is not null, f.line)
$$;

comment on function pgmatch.line_family is
  'The lines that share one access mode: a line, those that it builds on and those that build on it.';

revoke all on function pgmatch.line_family from public;
