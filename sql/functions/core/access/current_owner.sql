-- current_owner: whom the caller acts for: the claim "sub" of the JWT that PostgREST passes on; null for nobody.
--
-- Raises 22P02 if the setting request.jwt.claims is not JSON.
create or replace function pgmatch.current_owner()
returns text
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', '')
$$;

comment on function pgmatch.current_owner is
  'Whom the caller acts for: the claim "sub" in the setting request.jwt.claims; null for nobody.';

select pgmatch.register('core', 'function', 'pgmatch.current_owner', 'execute', 'execute');
