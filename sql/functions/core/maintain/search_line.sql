-- search_line: the line to which a function of pgmatch.create_search belongs; null for one of the user's own.
create or replace function pgmatch.search_line(search pgmatch.search_function)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select m.line
  from pgmatch.member as m
  inner join pgmatch.install as i on i.line = m.line
  where m.kind = 'function'
    and i.schema_name = search.schema_name
    and split_part(m.name, '(', 1) = quote_ident(search.name)
$$;

comment on function pgmatch.search_line is
  'The line to which a function of pgmatch.create_search belongs; null for one of the user''s own.';

select pgmatch.register('core', 'function', 'pgmatch.search_line');
