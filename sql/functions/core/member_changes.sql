-- member_changes: the statements that bring one member of a line in step with the access mode.
--
-- Returns no rows if nothing has to change, or if somebody has dropped the object. Does not rely on default privileges,
-- which differ between Supabase projects.
create or replace function pgmatch.member_changes(line text, kind text, name text)
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _member pgmatch.member;
  _object constant oid := pgmatch.member_oid(line, kind, name);
  _target constant text := case
    when kind = 'function' then _object::regprocedure::text
    else _object::regclass::text
  end;
begin
  if _object is null then
    return;
  end if;
  select m.* into strict _member
  from pgmatch.member as m
  where m.line = member_changes.line and m.kind = member_changes.kind and m.name = member_changes.name;

  if kind = 'table' then
    return query
    select p.statement
    from pgmatch.policy_changes(
      line,
      _object::regclass,
      _member.readers,
      _member.writers,
      (
        select a.attname
        from pg_attribute as a
        where a.attrelid = _object and a.attname = _member.owner and not a.attisdropped
      ),
      _member.shared
    ) as p (statement);
  end if;

  return query
  select
    format('revoke all on %s %s from %s', kind, _target, quote_ident(w.role))
      -- null where nothing is to be granted
      || coalesce('; grant ' || w.privileges || format(' on %s %s to %s', kind, _target, quote_ident(w.role)), '')
  from pgmatch.member_privileges(line, kind, name, _object) as w
  where pgmatch.granted(kind, _object, w.role) is distinct from w.privileges;
end;
$$;

comment on function pgmatch.member_changes is
  'The statements that bring one table, sequence or function of a line in step with the access mode.';

revoke all on function pgmatch.member_changes from public;
