-- doctor_exposure: what PostgREST exposes, where the database has its setting: the lines' schemas, and not pgmatch.
--
-- Helpers in the schema pgmatch run SQL that they are given. A caller by the API could set the role to service_role in
-- it, of which PostgREST's own login is a member.
create or replace function pgmatch.doctor_exposure()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with api as (
    select
      r.oid,
      s.schemas,
      s.scope,
      regexp_split_to_array(s.schemas, E'\\s*,\\s*') as exposed
    from pg_roles as r
    left join lateral (
      select
        btrim(substr(c.setting, strpos(c.setting, '=') + 1)),
        case when d.setdatabase <> 0 then format(' in database %I', current_database()) end
      from pg_db_role_setting as d
      cross join lateral unnest(d.setconfig) as c (setting)
      where d.setrole = r.oid
        and c.setting like 'pgrst.db_schemas=%'
        and d.setdatabase in (0, (select b.oid from pg_database as b where b.datname = current_database()))
      order by d.setdatabase desc
      limit 1
    ) as s (schemas, scope) on true
    where r.rolname = 'authenticator'
  ),

  needed as (
    select distinct i.schema_name from pgmatch.install as i where i.access is not null
  )

  select
    'info',
    format('schema %I', n.schema_name),
    'This database does not say which schemas the API exposes. On Supabase, open the project''s settings, Data API: '
    || n.schema_name || ' must be among the exposed schemas.',
    '{}'::text[],
    false
  from api as a
  cross join needed as n
  where a.schemas is null and n.schema_name <> 'public'
  union all
  select
    case when w.callers is null then 'warning' else 'error' end,
    format('schema %I', w.schema_name),
    format(
      'The API %s: pgrst.db_schemas of the role authenticator is %L.',
      case
        when w.callers is not null
          then format('lets %s run SQL as service_role, because it exposes the schema pgmatch', w.callers)
        when w.schema_name = 'pgmatch' then 'exposes the schema pgmatch, which is internal'
        else 'does not expose it'
      end,
      a.schemas
    ),
    array[
      format(
        'alter role authenticator%s set pgrst.db_schemas = %L;',
        a.scope,
        array_to_string(
          array_remove(a.exposed, 'pgmatch') || array(
            select n.schema_name from needed as n where n.schema_name <> all(a.exposed) order by n.schema_name
          ),
          ', '
        )
      ),
      'notify pgrst, ''reload config'';'
    ],
    false
  from api as a
  cross join lateral (
    select n.schema_name, null as callers from needed as n where n.schema_name <> all(a.exposed)
    union all
    select
      'pgmatch',
      (
        select string_agg(r.rolname, ' and ' order by r.rolname) from pgmatch.api_roles() as r (rolname)
        where r.rolname in ('anon', 'authenticated') and has_schema_privilege(r.rolname, 'pgmatch', 'usage')
      )
    where 'pgmatch' = any(a.exposed)
  ) as w (schema_name, callers)
$$;

comment on function pgmatch.doctor_exposure is
  'The API does not expose the schema of a line, or exposes that of pgmatch.';

revoke all on function pgmatch.doctor_exposure from public;
