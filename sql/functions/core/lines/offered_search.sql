-- offered_search: how to search a table of another tool as it is; empty if it has no column of vectors.
create or replace function pgmatch.offered_search(target regclass)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (
      select
        format(
          'To search it as it is, install the core alone (pgmatch alembic -n core upgrade head) and run:'
          ' select pgmatch.create_search(%L, %L%s%s); ',
          format('%I.%I', n.nspname, 'match_' || c.relname),
          pgmatch.full_name(target),
          case when a.attname <> 'embedding' then format(', embedding => %L', a.attname) end,
          case when 2 = (
            select count(*) from pg_attribute as m
            where m.attrelid = target
              and (m.attname, m.atttypid) in (('content', 'text'::regtype), ('metadata', 'jsonb'::regtype))
          ) then ', contract => ''langchain''' end
        )
      from pg_class as c
      inner join pg_namespace as n on n.oid = c.relnamespace
      inner join pg_attribute as a on a.attrelid = c.oid and not a.attisdropped
      inner join pg_type as t on t.oid = a.atttypid and t.typname in ('vector', 'halfvec')
      where c.oid = target
      order by a.attname <> 'embedding', a.attnum
      limit 1
    ),
    ''
  )
$$;

comment on function pgmatch.offered_search is
  'How to search a table of another tool as it is, as a sentence; empty if it has no column of vectors.';

revoke all on function pgmatch.offered_search from public;
