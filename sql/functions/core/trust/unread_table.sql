-- unread_table: why pgmatch does not read a table unasked, and the statement that changes this; no row if it does.
--
-- To read a table runs code that its owner may have put into an index, a policy or a column, with the rights of the
-- reader. So its owner, and that of each partition or child, has to have the rights of the current role already, or
-- those of the owner of pgmatch, whose functions that role runs; or be a role whose rights the current one was given.
-- A superuser was given the rights of nobody, although it has them.
--
-- Whoever looks at all tables asks for each, so the plan must not read the whole of pg_class as a hash join does.
create or replace function pgmatch.unread_table(target oid)
returns table (problem text, fix text)
language plpgsql
stable
rows 1
set search_path = pg_catalog, pg_temp
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  _is_superuser constant boolean := (select r.rolsuper from pg_roles as r where r.rolname = current_user);
begin
  return query
  with recursive parts as (
    select unread_table.target as id
    union
    select i.inhrelid from parts as p inner join pg_inherits as i on i.inhparent = p.id
  )

  select
    format(
      'Not checked: %s belongs to the role %I, whose code would run with the rights of %I.',
      c.oid::regclass, pg_get_userbyid(c.relowner), current_user
    ),
    format('alter table %s owner to %I;', pgmatch.full_name(c.oid), pg_get_userbyid(m.relowner))
  from parts as p
  inner join pg_class as c on c.oid = p.id
  inner join pg_class as m on m.oid = 'pgmatch.member'::regclass
  where not (
    pg_has_role(c.relowner, current_user, 'usage')
    or pg_has_role(c.relowner, m.relowner, 'usage')
    or not _is_superuser and pg_has_role(c.relowner, 'usage')
  )
  order by c.oid
  limit 1;
end;
$$;

comment on function pgmatch.unread_table is
  'Why pgmatch does not read a table unasked, and the statement that changes this; no row if it does.';

revoke all on function pgmatch.unread_table from public;
