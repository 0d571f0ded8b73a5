-- key_condition: the condition that a row s has the key $1, as pgmatch.key_value writes it.
--
-- It names the operators of the unique index, which need not be on the path, and suits any path that has pg_catalog
-- first.
create or replace function pgmatch.key_condition(target regclass, key name[])
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(
    format(
      's.%1$I operator(%2$I.=) ($1 operator(pg_catalog.->>) %1$L)::%3$s', a.attname, n.nspname,
      format_type(a.atttypid, a.atttypmod)
    ),
    ' and '
  )
  from unnest(key) as k (name)
  inner join pg_attribute as a on a.attrelid = key_condition.target and a.attname = k.name and not a.attisdropped
  cross join lateral (
    select o.oprnamespace
    from pg_index as i
    cross join lateral unnest(i.indkey::smallint[], i.indclass::oid[]) as x (number, class)
    inner join pg_opclass as c on c.oid = x.class
    inner join pg_amop as p on p.amopfamily = c.opcfamily and p.amopstrategy = 3
      and p.amoplefttype = c.opcintype and p.amoprighttype = c.opcintype
    inner join pg_operator as o on o.oid = p.amopopr
    where i.indrelid = key_condition.target and i.indisunique and x.number = a.attnum
    limit 1
  ) as e
  inner join pg_namespace as n on n.oid = e.oprnamespace
$$;

comment on function pgmatch.key_condition is
  'The condition that a row s has the key $1.';

select pgmatch.register('queue', 'function', 'pgmatch.key_condition', null, 'execute', shared => true);
