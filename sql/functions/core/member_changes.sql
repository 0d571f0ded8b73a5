-- member_changes: the statements that bring one member of a line in step with the access mode.
--
-- A tenant has the privileges of a writer on tables whose rows have an owner, and on anything but a table; on shared
-- tables it has those of a reader, on others none. It may not choose the id of a row, or it could take ids from other
-- tenants' next rows.
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
  _tenants text;
  _columns text;
begin
  if _object is null then
    return;
  end if;
  select m.* into strict _member
  from pgmatch.member as m
  where m.line = member_changes.line and m.kind = member_changes.kind and m.name = member_changes.name;

  _tenants := _member.writers;
  if kind = 'table' then
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum) filter (where x.indexrelid is null) into _columns
    from pg_attribute as a
    -- a number that identifies a row comes from a sequence
    left join pg_index as x
      on x.indrelid = a.attrelid
      and x.indisprimary
      and x.indnkeyatts = 1
      and x.indkey[0] = a.attnum
      and a.atttypid in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype)
    where a.attrelid = _object and a.attnum > 0 and not a.attisdropped
    having bool_or(a.attname = _member.owner);
    _tenants := case
      when _columns is not null then regexp_replace(_tenants, '(insert|update)', format('\1 (%s)', _columns), 'g')
      when _member.shared then _member.readers
    end;
    return query
    select p.statement
    from pgmatch.policy_changes(
      line,
      _object::regclass,
      _member.readers,
      _member.writers,
      case when _columns is not null then _member.owner end,
      _member.shared
    ) as p (statement);
  end if;

  return query
  select
    format('revoke all on %s %s from %s', kind, _target, quote_ident(w.role))
      -- null where nothing is to be granted
      || coalesce('; grant ' || w.privileges || format(' on %s %s to %s', kind, _target, quote_ident(w.role)), '')
  from (
    select 'public'::name, null
    union all
    select
      a.role,
      case a.part when 'writer' then _member.writers when 'tenant' then _tenants when 'reader' then _member.readers end
    from pgmatch.audience(line) as a
  ) as w (role, privileges)
  where pgmatch.granted(kind, _object, w.role) is distinct from w.privileges;
end;
$$;

comment on function pgmatch.member_changes(text, text, text) is
  'The statements that bring one table, sequence or function of a line in step with the access mode.';

revoke all on function pgmatch.member_changes(text, text, text) from public;
