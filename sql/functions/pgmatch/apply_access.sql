-- apply_access: takes every privilege on one member away, then gives what the access mode says.
--
-- A tenant has the privileges of a writer where rows have an owner, and on what is not a table; else those of a
-- reader. It may not choose the id of a row, and so not take those that the others' next rows would get.
--
-- Nothing is left to default privileges: Supabase projects differ in theirs, and both kinds end alike.
-- An object that somebody has dropped is passed over.
create or replace function pgmatch.apply_access(line text, kind text, name text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _member pgmatch.member;
  _target text;
  _role name;
  _privileges text;
  _tenants text;
  _columns text;
begin
  select m.* into strict _member
  from pgmatch.member as m
  where m.line = apply_access.line and m.kind = apply_access.kind and m.name = apply_access.name;

  perform set_config('search_path', pgmatch.pinned_path(line), true);
  _target := case when kind = 'function' then to_regprocedure(name)::text else to_regclass(name)::text end;
  if _target is null then
    return;
  end if;

  _tenants := _member.writers;
  if kind = 'table' then
    select string_agg(quote_ident(a.attname), ', ') filter (where a.attname <> 'id') into _columns
    from pg_attribute as a
    where a.attrelid = _target::regclass and a.attnum > 0 and not a.attisdropped
    having bool_or(a.attname = 'owner_id');
    _tenants := case
      when _columns is null then _member.readers
      else regexp_replace(_tenants, '(insert|update)', format('\1 (%s)', _columns), 'g')
    end;
  end if;

  execute format('revoke all on %s %s from public', kind, _target);
  for _role, _privileges in
    select
      a.role,
      case a.part when 'writer' then _member.writers when 'tenant' then _tenants when 'reader' then _member.readers end
    from pgmatch.audience(line) as a
  loop
    execute format('revoke all on %s %s from %I', kind, _target, _role);
    if _privileges is not null then
      execute format('grant %s on %s %s to %I', _privileges, kind, _target, _role);
    end if;
  end loop;

  if kind = 'table' then
    perform pgmatch.apply_policies(line, _target::regclass, _member.readers, _member.writers, _columns is not null);
  end if;
end;
$$;

comment on function pgmatch.apply_access(text, text, text) is
  'Revokes everything on one table, sequence or function of a line, then grants what its access mode says.';

revoke all on function pgmatch.apply_access(text, text, text) from public;
