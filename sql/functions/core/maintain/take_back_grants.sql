-- take_back_grants: revokes what pgmatch.create_search has granted to roles that may call none of its functions now.
--
-- The access mode decides about the roles of an API. For others, the row of the core in pgmatch.install lists what was
-- granted to them.
create or replace function pgmatch.take_back_grants()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _callers constant name[] := array(
    select a.role from pgmatch.audience('core') as a where a.part is not null
    union
    select case e.grantee when 0 then 'public' else pg_get_userbyid(e.grantee) end
    from pgmatch.search_function as f
    inner join pg_proc as p on p.oid = pgmatch.search_oid(f)
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as e
  );
  _grant text;
begin
  for _grant in
    select g.privilege
    from pgmatch.install as i
    cross join unnest(i.usages) as g (privilege)
    where i.line = 'core' and not exists (
      select 1
      from unnest(_callers) as c (role)
      where right(g.privilege, length(' from ' || quote_ident(c.role))) = ' from ' || quote_ident(c.role)
    )
  loop
    begin
      execute 'revoke ' || case when _grant like 'schema %' then 'usage on ' else '' end || _grant;
    exception when undefined_object or undefined_function or undefined_table or invalid_schema_name then
      null; -- the grant went with the role or the object
    end;
    update pgmatch.install as i set usages = array_remove(i.usages, _grant) where i.line = 'core';
  end loop;

  if exists (
    select 1 from pg_policy as p
    where p.polrelid = 'pgmatch.index_tuning'::regclass and p.polname = 'callers_of_searches'
  ) and not exists (
    select 1 from pgmatch.install as i cross join unnest(i.usages) as g (privilege)
    where i.line = 'core' and g.privilege like '% pgmatch.index_tuning from %'
  ) then
    drop policy callers_of_searches on pgmatch.index_tuning;
  end if;
  -- last, because a table without a policy gets one
  perform pgmatch.apply_changes('{core}');
end;
$$;

comment on function pgmatch.take_back_grants is
  'Revokes what pgmatch.create_search has granted to roles that may call none of its functions now.';

select pgmatch.register('core', 'function', 'pgmatch.take_back_grants');
