-- current_owner: whom the caller acts for: "sub" of the JWT's claims, as PostgREST leaves them; null for nobody.
--
-- Raises 22P02 when the setting request.jwt.claims is not JSON.
create or replace function pgmatch.current_owner()
returns text
language sql
stable
parallel safe
set search_path from current
as $$
  select nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', '')
$$;

comment on function pgmatch.current_owner() is
  'Whom the caller acts for: "sub" of the claims in the setting request.jwt.claims; null for nobody.';

select pgmatch.register('nods', 'function', 'pgmatch.current_owner()', 'execute', 'execute');
