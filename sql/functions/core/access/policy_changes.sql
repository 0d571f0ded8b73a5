-- policy_changes: the statements that enable row level security and bring the policies in step with the access mode.
--
-- A table that nobody may use gets a policy that lets nobody in, because linters report a table without any policy.
--
-- owner   column that holds a row's owner: tenants read and write their own rows; null for none
-- shared  without an owner column, whether tenants read all rows; otherwise they read none
--
-- Returns no rows if nothing has to change. Replaces only policies named pgmatch_*; the user's own stay.
create or replace function pgmatch.policy_changes(
  line text,
  target regclass,
  readers text,
  writers text,
  owner name,
  shared boolean
)
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with roles as (
    select
      coalesce(
        -- which includes all others
        max('public') filter (where a.role = 'public'),
        string_agg(quote_ident(a.role), ', ' order by a.role)
          filter (where a.part = 'reader' or a.part = 'tenant' and owner is null and shared)
      ) as reading,
      string_agg(quote_ident(a.role), ', ' order by a.role) filter (where a.part = 'writer') as writing,
      string_agg(quote_ident(a.role), ', ' order by a.role)
        filter (where a.part = 'tenant' and owner is not null) as tenants,
      -- the inner select makes Postgres evaluate it once per statement
      (
        select format('(%I = (select pgmatch.current_owner()::%s))', owner, format_type(t.atttypid, null))
        from pg_attribute as t
        where t.attrelid = target and t.attname = owner
      ) as is_mine,
      pgmatch.owner_comparison(owner) as as_read
    from pgmatch.audience(line) as a
  ),

  ours as (
    select 'pgmatch_readers' as name, 'for select to ' || r.reading || ' using (true)' as definition
    from roles as r
    where readers is not null
    union all
    select 'pgmatch_writers', 'for all to ' || r.writing || ' using (true) with check (true)'
    from roles as r
    where writers is not null
    union all
    select
      'pgmatch_tenants_' || c.command,
      'for ' || c.command || ' to ' || r.tenants
        || case when c.command <> 'insert' then ' using ' || r.is_mine else '' end
        || case when c.command in ('insert', 'update') then ' with check ' || r.is_mine else '' end
    from roles as r
    cross join unnest(array['select', 'insert', 'update', 'delete']) as c (command)
    where writers is not null
  ),

  wanted as (
    select o.name, o.definition from ours as o where o.definition is not null
    union all
    select 'pgmatch_nobody', 'for all to public using (false)'
    where not exists (select from ours as o where o.definition is not null)
      and not exists (select from pg_policy as p where p.polrelid = target and p.polname !~ '^pgmatch_')
  ),

  present as (
    select
      p.polname::text as name,
      concat_ws(
        ' ',
        case when not p.polpermissive then 'as restrictive' end,
        'for',
        case p.polcmd
          when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all'
        end,
        'to',
        (
          select string_agg(coalesce(quote_ident(o.rolname), 'public'), ', ' order by o.rolname)
          from unnest(p.polroles) as u (role)
          left join pg_roles as o on o.oid = u.role
        ),
        'using ' || case when e.old_row ~ r.as_read then r.is_mine else e.old_row end,
        'with check ' || case when e.new_row ~ r.as_read then r.is_mine else e.new_row end
      ) as definition
    from pg_policy as p
    cross join lateral (
      select
        '(' || pg_get_expr(p.polqual, p.polrelid) || ')' as old_row,
        '(' || pg_get_expr(p.polwithcheck, p.polrelid) || ')' as new_row
    ) as e
    cross join roles as r
    where p.polrelid = target
      and p.polname ~ '^pgmatch_(readers|writers|nobody|tenants_(select|insert|update|delete))$'
  )

  select format('alter table %s enable row level security', target)
  from pg_class as c
  where c.oid = target and not c.relrowsecurity
  union all
  select
    concat_ws(
      '; ',
      'drop policy ' || quote_ident(p.name) || ' on ' || target,
      'create policy ' || quote_ident(w.name) || ' on ' || target || ' ' || w.definition
    )
  from wanted as w
  full join present as p on p.name = w.name
  where w.definition is distinct from p.definition
$$;

comment on function pgmatch.policy_changes is
  'The statements that enable row level security on a table and bring its policies in step with the access mode.';

revoke all on function pgmatch.policy_changes from public;
