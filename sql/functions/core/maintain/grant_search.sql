-- grant_search: lets the roles of a declaration, and no others, call its function, and gives them what it calls.
--
-- It says nothing about default privileges, which differ between Supabase projects. What the roles of an API need
-- follows from whether they may call a made function, see pgmatch.audience; what others get is recorded, so that
-- pgmatch.take_back_grants revokes it.
create or replace function pgmatch.grant_search(search pgmatch.search_function)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _function constant regprocedure := pgmatch.search_oid(search);
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
    select format('grant execute on function %s to %s', _function, quote_ident(r.role))
    from unnest(_roles) as r (role)
  loop
    execute _statement;
  end loop;
  for _statement in
    select s.statement
    from pgmatch.search_grants(
      array(
        select r.role from unnest(_roles) as r (role)
        where r.role <> 'public' and r.role <> all(array(select pgmatch.api_roles()))
      )
    ) as s (statement)
  loop
    execute _statement;
    if _statement like 'grant %' then
      update pgmatch.install as i
      set usages = i.usages
        || regexp_replace(_statement, '^grant (?:usage on (?=schema))?(.*) to (.*)$', E'\\1 from \\2')
      where i.line = 'core';
    end if;
  end loop;
  perform pgmatch.take_back_grants();
end;
$$;

comment on function pgmatch.grant_search is
  'Lets the roles of a declaration, and no others, call its function, and gives them what it calls.';

select pgmatch.register('core', 'function', 'pgmatch.grant_search');
