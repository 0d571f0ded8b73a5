-- collections_sees_all: whether row level security surely hides no record of a collection from the caller.
create or replace function pgmatch.collections_sees_all(target regclass)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    not row_security_active(target)
    or not pgmatch.has_policies(target) and exists (
      select 1
      from pg_policy as p
      where p.polrelid = target and p.polpermissive and p.polcmd in ('r', '*')
        and exists (select 1 from unnest(p.polroles) as r (role) where r.role = 0 or pg_has_role(r.role, 'usage'))
    )
$$;

comment on function pgmatch.collections_sees_all is
  'Whether row level security surely hides no record of a collection from the caller.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_sees_all', 'execute', 'execute');
