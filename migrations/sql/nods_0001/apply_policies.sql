-- apply_policies: row level security on, and the policies of readers, writers and tenants.
--
-- A table that none of them may reach gets one that lets nobody in: without any, linters report it as forgotten.
--
-- with_owner  whether the rows have an owner: tenants then read and write those of their own, else read all
--
-- Only the policies named pgmatch_* are replaced; a user's own stay.
create or replace function pgmatch.apply_policies(
  line text,
  target regclass,
  readers text,
  writers text,
  with_owner boolean
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _policy name;
  _reading text;
  _writing text;
  _tenants text;
  _command text;
  _is_mine text;
begin
  if not (select c.relrowsecurity from pg_class as c where c.oid = target) then
    execute format('alter table %s enable row level security', target);
  end if;
  for _policy in
    select p.polname from pg_policy as p
    where p.polrelid = target and p.polname ~ '^pgmatch_(readers|writers|nobody|tenants_(select|insert|update|delete))$'
  loop
    execute format('drop policy %I on %s', _policy, target);
  end loop;

  select
    string_agg(quote_ident(a.role), ', ') filter (where a.part = 'reader' or a.part = 'tenant' and not with_owner),
    string_agg(quote_ident(a.role), ', ') filter (where a.part = 'writer'),
    string_agg(quote_ident(a.role), ', ') filter (where a.part = 'tenant' and with_owner)
  into _reading, _writing, _tenants
  from pgmatch.audience(line) as a;

  if readers is not null and _reading is not null then
    execute format('create policy pgmatch_readers on %s for select to %s using (true)', target, _reading);
  end if;
  if writers is not null and _writing is not null then
    execute format('create policy pgmatch_writers on %s to %s using (true) with check (true)', target, _writing);
  end if;
  if writers is not null and _tenants is not null then
    -- in a select of its own, so that it is worked out once a statement
    _is_mine := format(
      '(owner_id = (select pgmatch.current_owner()::%s))',
      (
        select format_type(t.atttypid, null)
        from pg_attribute as t
        where t.attrelid = target and t.attname = 'owner_id'
      )
    );
    foreach _command in array array['select', 'insert', 'update', 'delete'] loop
      execute format('create policy pgmatch_tenants_%1$s on %2$s for %1$s to %3$s', _command, target, _tenants)
        || case when _command <> 'insert' then ' using ' || _is_mine else '' end
        || case when _command in ('insert', 'update') then ' with check ' || _is_mine else '' end;
    end loop;
  end if;
  if not exists (select from pg_policy as p where p.polrelid = target) then
    execute format('create policy pgmatch_nobody on %s using (false)', target);
  end if;
end;
$$;

comment on function pgmatch.apply_policies(text, regclass, text, text, boolean) is
  'Turns row level security on and sets the policies pgmatch_readers, _writers, _tenants_* or _nobody of a table.';

revoke all on function pgmatch.apply_policies(text, regclass, text, text, boolean) from public;
