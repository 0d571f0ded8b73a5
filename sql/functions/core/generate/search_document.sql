-- search_document: the words of a row s, as SQL: its column of type tsvector, or the tsvector of its text.
create or replace function pgmatch.search_document(search pgmatch.search_function)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case t.typname
    when 'tsvector' then format('s.%I', a.attname)
    -- as an index on the expression is written
    else format('pg_catalog.to_tsvector(%L::regconfig, s.%I)', search.text_config, a.attname)
  end
  from pg_attribute as a
  inner join pg_type as t on t.oid = a.atttypid
  where a.attrelid = search.target and a.attname = search.words
$$;

comment on function pgmatch.search_document is
  'The words of a row s, as SQL: its column of type tsvector, or the tsvector of its text.';

select pgmatch.register('core', 'function', 'pgmatch.search_document');
