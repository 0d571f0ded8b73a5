-- lock_line: locks the tables of a line that API roles may use, including its record, as pgmatch.lock_tables does.
--
-- For changes to several of them. Includes the lines that build on this one, those that it builds on, and the core.
create or replace function pgmatch.lock_line(line text, mode text default 'access exclusive')
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pgmatch.lock_tables(
    array(
      select m.object::regclass
      from unnest(pgmatch.line_family(line) || 'core'::text) as l (line)
      cross join lateral pgmatch.line_members(l.line, 'table') as m
      where coalesce(m.readers, m.writers) is not null
    ),
    mode
  )
$$;

comment on function pgmatch.lock_line is
  'Locks the tables of a line that API roles may use, as pgmatch.lock_tables does.';

revoke all on function pgmatch.lock_line from public;
