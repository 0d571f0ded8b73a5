-- search_parts: the pieces of SQL from which the text of a made function is put together, see pgmatch.fill.
--
-- Names and literals are quoted here.
create or replace function pgmatch.search_parts(search pgmatch.search_function)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'name', format('%I.%I', search.schema_name, search.name),
    -- pgmatch.declared_searches reads the declaration from here
    'made_by', case
      when search.contract not in ('langchain', 'supabase')
        then format('-- made by pgmatch.%I', search.contract || '_make_walk')
      else format(
        E'-- made by pgmatch.create_search; pgmatch.drop_search removes it\n-- pgmatch.search_function: %s',
        pgmatch.declaration_of(search)
      )
    end,
    'target', search.target::text,
    'target_name', quote_literal(search.target::text),
    'embedding', quote_ident(search.embedding),
    'key', quote_ident(search.key),
    'key_type', (
      select format_type(a.atttypid, null) from pg_attribute as a
      where a.attrelid = search.target and a.attname = search.key
    ),
    'column', format('%L, %L, %L, %L', search.target::text, search.embedding, search.key, search.metric),
    'path', quote_literal(concat_ws(
      ', ', pgmatch.search_path(search), case when e.name <> all(search.path) then quote_ident(e.name) end, 'pg_temp'
    )),
    'schema', quote_ident(e.name),
    'section', case
      when search.section is null then 'null'
      else format('case when pgmatch_one_per_section then %L::name[] end', search.section)
    end,
    'distance', pgmatch.distance(search.target, search.embedding, search.metric),
    'similarity', (
      select replace(m.similarity, 'distance', 'w.pgmatch_distance') from pgmatch.metric_sql(search.metric) as m
    )
  )
  || pgmatch.search_column_parts(search)
  || pgmatch.search_argument_parts(search)
  || pgmatch.search_condition_parts(search)
  || (
    select jsonb_build_object('variables', string_agg(E'\n  ' || v.declaration, '' order by v.place))
    from pgmatch.search_variables(search) as v
  )
  from (
    select n.nspname as name
    from pg_extension as x
    inner join pg_namespace as n on n.oid = x.extnamespace
    where x.extname = 'vector'
  ) as e
$$;

comment on function pgmatch.search_parts is
  'The pieces of SQL from which the text of a made function is put together.';

select pgmatch.register('core', 'function', 'pgmatch.search_parts');
