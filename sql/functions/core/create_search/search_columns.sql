-- search_columns: the columns that a made function returns, without similarity.
--
-- An entry of `returns` is the name of a column, as it is; or a name, quoted as in SQL, and the type of the result. A
-- name without a type is not read in lower case: a column that was renamed to that would change the result.
-- expression  its value, from a row s
create or replace function pgmatch.search_columns(search pgmatch.search_function)
returns table (place bigint, name name, type text, expression text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    r.place,
    a.attname,
    coalesce(w.type, format_type(a.atttypid, null)),
    case
      when a.attname is null then null
      when w.type is null then format('s.%I', a.attname)
      -- a vector is a JSON array by way of its text
      when w.type in ('json', 'jsonb') and (t.typname in ('vector', 'halfvec') or t.typcategory = 'S')
        then format('s.%I::text::%s', a.attname, w.type)
      when w.type in ('json', 'jsonb') and t.typname not in ('json', 'jsonb')
        then format('pg_catalog.to_%s(s.%I)', w.type, a.attname)
      else format('s.%I::%s', a.attname, w.type)
    end
  from unnest(search.returns) with ordinality as r (entry, place)
  left join pg_attribute as e
    on e.attrelid = search.target and e.attname = r.entry and e.attnum > 0 and not e.attisdropped
  cross join lateral (
    select
      coalesce(e.attname, case when n.type is not null then n.name end) as column_name,
      case when e.attname is null and n.type is not null
        then pgmatch.search_type(n.type, pgmatch.search_path(search))
      end as type
    from pgmatch.split_name(r.entry) as n
  ) as w
  left join pg_attribute as a
    on a.attrelid = search.target and a.attname = w.column_name and a.attnum > 0 and not a.attisdropped
  left join pg_type as t on t.oid = a.atttypid
  order by r.place
$$;

comment on function pgmatch.search_columns is
  'The columns that a made function returns, without similarity; the name is null if the table has no such column.';

select pgmatch.register('core', 'function', 'pgmatch.search_columns');
