-- source_problem: why workers cannot fill a column: its table has changed so that jobs would name other rows, or none,
-- it has child tables by now, or it has become a partition of another one that is declared. null if they can.
create or replace function pgmatch.source_problem(source pgmatch.embedding_source)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when c.oid is null then 'its table is gone'
    when not exists (
      select from pg_attribute as a
      where a.attrelid = c.oid and a.attname = source.embedding and not a.attisdropped
    ) then format('%s has no column %I any more', c.oid::regclass, source.embedding)
    when not exists (
      select from pg_index as i
      cross join lateral (
        select array_agg(a.attnum) from pg_attribute as a
        where a.attrelid = i.indrelid and a.attname = any(source.key) and a.attnotnull and not a.attisdropped
      ) as k (numbers)
      where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indpred is null
        and cardinality(k.numbers) = cardinality(source.key)
        and (i.indkey::smallint[])[0:i.indnkeyatts - 1] <@ k.numbers
    ) then format('the key of %s was (%s), and is not any more', c.oid::regclass, array_to_string(source.key, ', '))
    when c.relkind = 'r' and exists (select from pg_inherits as h where h.inhparent = c.oid)
      then format('%s has child tables by now, whose rows have other texts', c.oid::regclass)
    when w.target is not null
      then format('%s is a partition of %s by now, whose column workers fill too', c.oid::regclass, w.target::regclass)
  end
  from (values (source.target)) as v (target)
  left join pg_class as c on c.oid = v.target
  left join lateral (
    select min(e.target::oid)
    from pgmatch.embedding_source as e
    where e.embedding = source.embedding and e.id <> source.id
      and e.target in (select p.relid from pg_partition_ancestors(source.target) as p)
  ) as w (target) on true
$$;

comment on function pgmatch.source_problem is
  'Why workers cannot fill a column of embeddings; null if they can.';

select pgmatch.register('queue', 'function', 'pgmatch.source_problem', null, 'execute', shared => true);
