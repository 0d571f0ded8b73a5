-- search_column_parts: the pieces of a made function that depend on its columns, see pgmatch.search_parts.
create or replace function pgmatch.search_column_parts(search pgmatch.search_function)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'returned', string_agg(format('%I %s', c.name, c.type), ', ' order by c.place)
      || (
        select coalesce(string_agg(format(', %I %s', r.name, r.type), '' order by r.place), '')
        from pgmatch.search_ranks(search) as r
      ),
    'results', string_agg(quote_ident(c.name), ', ' order by c.place),
    'columns', string_agg(format('%s as %I', c.expression, c.name), ', ' order by c.place),
    'walked', string_agg(format('w.%I', c.name), ', ' order by c.place)
  )
  from pgmatch.search_columns(search) as c
$$;

comment on function pgmatch.search_column_parts is
  'The pieces of a made function that depend on the columns that it returns.';

select pgmatch.register('core', 'function', 'pgmatch.search_column_parts');
