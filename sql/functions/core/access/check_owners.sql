-- check_owners: refuses the mode owner for lines with a table whose rows have no owner and are not for all users.
--
-- Without it, every user would read the rows of all others. Raises 55000 and names the table.
create or replace function pgmatch.check_owners(lines text[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _member pgmatch.member;
begin
  select m.* into _member
  from pgmatch.member as m
  -- not those that somebody has dropped
  inner join pg_class as c on c.oid = pgmatch.member_oid(m.line, m.kind, m.name)
  where m.line = any(lines)
    and m.kind = 'table'
    and coalesce(m.readers, m.writers) is not null
    and not m.shared
    and not exists (
      select 1 from pg_attribute as a
      where a.attrelid = c.oid and a.attname = m.owner and not a.attisdropped
    )
  order by m.line, m.name
  limit 1;
  if not found then
    return;
  end if;

  raise exception using
    errcode = 'object_not_in_prerequisite_state',
    message = case
      when _member.owner is null
        then format('the table %s of the line "%s" does not say who owns a row', _member.name, _member.line)
      else format('the table %s has no column %I, which should hold the owner of a row', _member.name, _member.owner)
    end,
    hint = format(
      'Declare the column that holds a row''s owner, or that all users may read the same rows: '
      'select pgmatch.register(%L, ''table'', %L, %L, %L, owner => ''owner_id''); or, instead of owner, '
      'shared => true.',
      _member.line, _member.name, _member.readers, _member.writers
    );
end;
$$;

comment on function pgmatch.check_owners is
  'Raises 55000 for lines with a table that the mode owner could not keep apart by user.';

revoke all on function pgmatch.check_owners from public;
