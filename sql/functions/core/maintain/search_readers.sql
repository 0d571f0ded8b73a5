-- search_readers: the roles that may call a made function: those that may read all its columns, unless it says others.
--
-- 'public' is every role. The owner of the table counts; superusers need no privilege.
create or replace function pgmatch.search_readers(search pgmatch.search_function)
returns setof name
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select g.role from unnest(search.grants) as g (role) where search.grants is not null
  union
  select r.role
  from (
    select c.relowner as grantee from pg_class as c where c.oid = search.target
    union
    select a.grantee
    from pg_class as c cross join lateral aclexplode(c.relacl) as a
    where c.oid = search.target
    union
    select a.grantee
    from pg_attribute as t cross join lateral aclexplode(t.attacl) as a
    where t.attrelid = search.target and not t.attisdropped
  ) as g
  cross join lateral (
    select case g.grantee when 0 then 'public' else pg_get_userbyid(g.grantee) end as role
  ) as r
  where search.grants is null and (
    select bool_and(has_column_privilege(r.role, search.target, c.name, 'select'))
    from (
      select search.embedding as name
      union all
      select search.key
      union all
      select search.content where search.content is not null
      union all
      select search.metadata where search.metadata is not null
      union all
      select s.name from unnest(search.section) as s (name)
      union all
      select c.name from pgmatch.search_columns(search) as c
    ) as c
  )
$$;

comment on function pgmatch.search_readers is
  'The roles that may call a made function: those that may read all its columns, unless its declaration says others.';

select pgmatch.register('core', 'function', 'pgmatch.search_readers');
