-- search_path: the schemas in which the types and conditions of a declaration are looked up; null for none.
create or replace function pgmatch.search_path(search pgmatch.search_function)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(quote_ident(s.name), ', ' order by s.place)
  from unnest(search.path) with ordinality as s (name, place)
$$;

comment on function pgmatch.search_path is
  'The schemas in which the types and conditions of a declaration are looked up, as a search_path.';

select pgmatch.register('core', 'function', 'pgmatch.search_path');
