-- follow_search: a declaration with the names that its function and its columns have now.
--
-- The columns of the result and those in conditions keep their names: clients rely on the former, and the latter are
-- part of the owner's SQL. pgmatch.check_search says what has become wrong with them.
create or replace function pgmatch.follow_search(search pgmatch.search_function)
returns pgmatch.search_function
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_populate_record(
    search,
    jsonb_strip_nulls(
      jsonb_build_object(
        'schema_name', (
          select n.nspname from pg_proc as p inner join pg_namespace as n on n.oid = p.pronamespace where p.oid = f.oid
        ),
        'name', (select p.proname from pg_proc as p where p.oid = f.oid),
        'embedding', pgmatch.present_column(search, search.embedding),
        'key', pgmatch.present_column(search, search.key),
        'content', pgmatch.present_column(search, search.content),
        'metadata', pgmatch.present_column(search, search.metadata),
        'words', pgmatch.present_column(search, search.words),
        'section', (
          select array_agg(coalesce(pgmatch.present_column(search, c.name), c.name) order by c.place)
          from unnest(search.section) with ordinality as c (name, place)
        ),
        -- under each of its names, to follow a column that gets an earlier name again
        'made_columns', (
          select search.made_columns || jsonb_object_agg(a.attname, a.attnum)
          from pg_attribute as a
          inner join jsonb_each_text(search.made_columns) as c (name, number) on c.number::smallint = a.attnum
          where a.attrelid = search.target and search.made_table = search.target and not a.attisdropped
        )
      )
    )
  )
  from pgmatch.search_oid(search) as f (oid)
$$;

comment on function pgmatch.follow_search is
  'A declaration with the names that its function and its columns have now.';

select pgmatch.register('core', 'function', 'pgmatch.follow_search');
