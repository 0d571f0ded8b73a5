-- returned_columns: what a declaration returns: each column by the name that it has; null means all but vectors.
--
-- A name that no column has as it is may be quoted as in SQL, or in capitals. One that no column has at all stays.
create or replace function pgmatch.returned_columns(target regclass, returns text[])
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when returns is null then array(
      select a.attname::text
      from pg_attribute as a
      inner join pg_type as t on t.oid = a.atttypid
      where a.attrelid = target and a.attnum > 0 and not a.attisdropped
        and t.typname not in ('vector', 'halfvec', 'sparsevec', 'bit', 'tsvector')
      order by a.attnum
    )
    else array(
      select coalesce(
        (
          select a.attname
          from pg_attribute as a
          where a.attrelid = target and a.attnum > 0 and not a.attisdropped
            and (a.attname = r.entry or a.attname = n.name and n.type is null)
          order by a.attname = r.entry desc
          limit 1
        ),
        r.entry
      )
      from unnest(returns) with ordinality as r (entry, place)
      cross join lateral pgmatch.split_name(r.entry) as n
      order by r.place
    )
  end
$$;

comment on function pgmatch.returned_columns is
  'What a declaration returns: each column by the name that it has.';

select pgmatch.register('core', 'function', 'pgmatch.returned_columns');
