-- Ensures that pgmq is installed: the extension where the server has it, else its SQL, which the setting pgmatch.pgmq
-- has from PyPI's package pgmq.
do $$
declare
  _owner name;
begin
  if to_regnamespace('pgmq') is null then
    begin
      if exists (select from pg_available_extensions as a where a.name = 'pgmq') then
        execute 'create extension pgmq';
      elsif coalesce(current_setting('pgmatch.pgmq', true), '') <> '' then
        execute current_setting('pgmatch.pgmq');
      else
        raise exception using
          errcode = 'feature_not_supported',
          message = 'this PostgreSQL server has no extension pgmq',
          hint = 'To install its SQL instead: pip install ''pgmatch[queue]'', then run this again.';
      end if;
    exception when insufficient_privilege then
      raise exception using
        errcode = 'insufficient_privilege',
        message = format('role "%s" may not install pgmq in database "%s"', current_user, current_database()),
        detail = sqlerrm,
        hint = 'Ask an administrator to run this once, in this database: create extension pgmq;';
    end;
  end if;

  -- the functions of pgmatch call those of this schema with the rights of their owner
  select pg_get_userbyid(n.nspowner) into strict _owner from pg_namespace as n where n.nspname = 'pgmq';
  if not pg_has_role(_owner, 'usage')
    and not exists (select from pg_roles as r where r.rolname = _owner and r.rolsuper)
    and not exists (select from pg_extension as e where e.extname = 'pgmq')
  then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('the schema pgmq belongs to %I, whose functions pgmatch would call', _owner),
      hint = format('Ask an administrator to run: alter schema pgmq owner to %I;', current_user);
  end if;
end;
$$;
