-- Rows of adopted tables whose values are too long for the indexes that filters use.
select
  'stop' as level,
  format('%s.%s', c.oid::regclass, a.attname) as object,
  format('has %s values of more than 2,600 bytes, too long for an index', f.rows) as finding,
  null as lock,
  format(
    'update %1$s set %2$I = left(%2$I, 600) where octet_length(%2$I) > 2600; -- or shorten them another way',
    c.oid::regclass, a.attname
  ) as remedy
from pg_class as c
inner join pg_namespace as n
  on n.oid = c.relnamespace
  and n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public')
inner join pg_attribute as a
  on a.attrelid = c.oid and a.attname in ('path', 'type', 'source') and a.atttypid = 'text'::regtype
cross join lateral (
  -- ts_stat takes its query as text; a plain query would not parse if the table does not exist
  select sum(t.ndoc) as rows
  from ts_stat(
    case
      when has_table_privilege(c.oid, 'select')
        then format(
          'select array_to_tsvector(array[''long'']) from %s where octet_length(%I) > 2600', c.oid::regclass, a.attname
        )
    end
  ) as t
) as f
where c.relname = 'nods_page' and c.relkind = 'r' and f.rows > 0
