-- grant_search: lets the roles of a declaration, and no others, call its function, and gives them what it calls.
--
-- It says nothing about default privileges, which differ between Supabase projects.
create or replace function pgmatch.grant_search(search pgmatch.search_function)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _function constant regprocedure := pgmatch.search_oid(search.schema_name, search.name);
  _roles constant name[] := array(select r.role from pgmatch.search_readers(search) as r (role));
  _statement text;
begin
  for _statement in
    select format(
      'revoke all on function %s from %s',
      _function, case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end
    )
    from pg_proc as p
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
    where p.oid = _function and a.grantee <> p.proowner
    union all
    select format('grant execute on function %s to %s', _function, w.role)
    from unnest(_roles) as r (role)
    cross join lateral (select case r.role when 'public' then 'public' else quote_ident(r.role) end as role) as w
    union all
    select s.statement from pgmatch.search_grants(_roles) as s (statement)
  loop
    execute _statement;
  end loop;
end;
$$;

comment on function pgmatch.grant_search is
  'Lets the roles of a declaration, and no others, call its function, and gives them what it calls.';

select pgmatch.register('core', 'function', 'pgmatch.grant_search');
