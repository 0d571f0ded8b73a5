-- watched_tables: the tables whose rows clients use, each with its line; null for those of the user.
create or replace function pgmatch.watched_tables()
returns table (target regclass, line text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select m.object::regclass, i.line
  from pgmatch.install as i
  cross join lateral pgmatch.line_members(i.line, 'table') as m
  inner join pg_class as c on c.oid = m.object
  where c.relnamespace <> 'pgmatch'::regnamespace
  union
  select s.target, s.line
  from pgmatch.search as s
  inner join pg_class as c on c.oid = s.target
$$;

comment on function pgmatch.watched_tables is
  'The tables whose rows clients use, each with its line; null for those of the user.';

revoke all on function pgmatch.watched_tables from public;
