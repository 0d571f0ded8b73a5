-- declare_search: the row of pgmatch.search_function that the arguments of pgmatch.create_search mean.
--
-- Finds the schema, the table, its key, the metric and the columns to return; pgmatch.check_search checks the rest.
create or replace function pgmatch.declare_search(
  name text,
  target text,
  embedding text,
  returns text[],
  content text,
  filters json,
  metadata text,
  metric text,
  key text,
  contract text,
  arguments text[],
  grants text[],
  section text[],
  path text
)
returns pgmatch.search_function
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  _search pgmatch.search_function;
  _name text[];
begin
  select t.relation, t.schemas into _search.target, _search.path from pgmatch.declared_table(target, path) as t;
  begin
    _name := parse_ident(name);
  exception
    when invalid_parameter_value then
      _name := null;
  end;

  if cardinality(_name) not between 1 and 2 or _name is null then
    raise exception using
      errcode = 'invalid_name',
      message = format('%s cannot be the name of a function', coalesce(quote_literal(name), 'null')),
      hint = 'Write it as in a query, quoted as in SQL, with or without a schema: match_products, shop.match_products.';
  elsif octet_length(_name[cardinality(_name)]) > 63 then
    raise exception using
      errcode = 'name_too_long',
      message = format(
        '%L cannot be the name of a function: it has %s bytes', name, octet_length(_name[cardinality(_name)])
      ),
      hint = 'Choose a name of at most 63 bytes.';
  end if;

  _search.name := _name[cardinality(_name)];
  _search.schema_name := case cardinality(_name)
    when 2 then _name[1]
    else (
      select n.nspname from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
      where c.oid = _search.target
    )
  end;
  _search.embedding := coalesce(embedding, 'embedding');
  _search.key := coalesce(key, pgmatch.search_key(_search.target));
  _search.metric := coalesce(metric, pgmatch.presumed_metric(_search.target, _search.embedding));
  _search.returns := pgmatch.returned_columns(_search.target, returns);
  _search.content := content;
  _search.filters := pgmatch.declare_filters(coalesce(filters, '{}'));
  _search.metadata := metadata;
  _search.arguments := arguments;
  _search.contract := contract;
  _search.scored := true;
  _search.grants := grants;
  _search.section := section;
  _search.created_at := now();
  return _search;
end;
$$;

comment on function pgmatch.declare_search is
  'The row of pgmatch.search_function that the arguments of pgmatch.create_search mean.';

select pgmatch.register('core', 'function', 'pgmatch.declare_search');
