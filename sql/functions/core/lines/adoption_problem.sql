-- adoption_problem: the first reason why a table cannot be adopted, and what helps; no row if there is none.
--
-- needed, added, key  as pgmatch.adopt_table takes them
create or replace function pgmatch.adoption_problem(
  target regclass,
  needed text[],
  added text[] default '{}',
  key text default null
)
returns table (finding text, remedy text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with wanted as (
    select
      w.place,
      w.place <= cardinality(needed) as is_needed,
      s.name as column_name,
      t.name as wanted_type,
      case t.name when 'vector' then format('%s.vector', e.extnamespace::regnamespace) else t.name end as type_name,
      -- the schema of a type depends on where the extension is
      substring(format_type(a.atttypid, null) from '([^.]+)$') as actual_type,
      a.attgenerated <> '' and s.type !~ ' generated ' as is_generated,
      case when not a.atthasdef then substring(s.type from ' default (.*)$') end as lacking_default,
      format_type(a.atttypid, a.atttypmod) as full_type
    from unnest(needed || added) with ordinality as w (entry, place)
    cross join lateral pgmatch.split_name(w.entry) as s
    cross join lateral (select regexp_replace(s.type, ' (not null|default|generated) .*$', '')) as t (name)
    cross join pg_extension as e
    left join pg_attribute as a on a.attrelid = target and a.attname = s.name and not a.attisdropped
    where e.extname = 'vector'
  )

  select p.finding, p.remedy
  from (
    select
      -3 as place,
      'it is not an ordinary table' as finding,
      'Rename it, or install into another schema: -x schema=...' as remedy
    from pg_class as c
    where c.oid = target and (c.relkind <> 'r' or c.relispartition)
    union all
    select
      -2,
      'it is a table of another tool: it has no columns ' || string_agg(m.name, ', ' order by m.place),
      pgmatch.offered_search(target) || 'To have both, install this line into another schema: -x schema=...'
    from (select w.place, quote_ident(w.column_name) from wanted as w where w.is_needed and w.actual_type is null)
      as m (place, name)
    having count(*) > 1
    union all
    select
      -1,
      format('it belongs to the role "%s", not to "%s"', pg_get_userbyid(c.relowner), pg_get_userbyid(o.relowner)),
      format(
        'Run this as %I, or: alter table %s owner to %I;',
        pg_get_userbyid(c.relowner), pgmatch.full_name(target), pg_get_userbyid(o.relowner)
      )
    from pg_class as c
    inner join pg_class as o on o.oid = 'pgmatch.member'::regclass
    where c.oid = target and not (pgmatch.is_trusted(c.relowner) and pg_has_role(c.relowner, 'usage'))
    union all
    select
      w.place,
      format('it has no column %I', w.column_name),
      format('alter table %s add column %I %s;', pgmatch.full_name(target), w.column_name, w.type_name)
    from wanted as w
    where w.is_needed and w.actual_type is null
    union all
    select
      w.place,
      format('its column %I is %s, not %s', w.column_name, w.actual_type, w.wanted_type),
      format(
        'Rename the table, or change the column: alter table %s alter column %I type %s using %2$I::text::%3$s;',
        pgmatch.full_name(target), w.column_name, w.type_name
      )
    from wanted as w
    where w.actual_type <> w.wanted_type
    union all
    select
      w.place,
      format('its column %I is generated, so nobody can set it', w.column_name),
      format('alter table %s rename column %I to ...;', pgmatch.full_name(target), w.column_name)
    from wanted as w
    where w.is_generated and not w.is_needed
    union all
    -- in other modes, nothing needs it
    select
      w.place,
      format('its column %I has no default, so rows that users add would have no owner', w.column_name),
      format(
        'alter table %s alter column %I set default (%s)::%s;',
        pgmatch.full_name(target), w.column_name, w.lacking_default, w.full_type
      )
    from wanted as w
    where w.lacking_default is not null and current_setting('pgmatch.access', true) = 'owner'
      and w.column_name = 'owner_id'
    union all
    select
      cardinality(needed || added) + 1,
      format('it has no primary key on %I', key),
      format('alter table %s add primary key (%I);', pgmatch.full_name(target), key)
    where key is not null and not exists (
      select 1
      from pg_constraint as k
      inner join pg_attribute as a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
      where k.conrelid = target and k.contype in ('p', 'u') and a.attname = key
    )
  ) as p
  order by p.place
  limit 1
$$;

comment on function pgmatch.adoption_problem is
  'The first reason why a table cannot be adopted, and what helps.';

revoke all on function pgmatch.adoption_problem from public;
