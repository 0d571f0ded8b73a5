-- search_parts: the pieces of SQL from which the text of a made function is put together, see pgmatch.fill.
--
-- Names and literals are quoted here. In a condition, the value of a filter becomes a literal that format makes at each
-- call.
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
  ) || (
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
  ) || (
    select jsonb_build_object(
      'arguments', string_agg(format('%I %s%s', a.name, a.type, ' default ' || a.preset), E',\n  ' order by a.place),
      'check_scan', case when count(*) filter (where a.role in ('ef_search', 'probes', 'candidates')) > 0 then $text$
    if coalesce(pgmatch_ef_search, pgmatch_probes, pgmatch_candidates) is not null then
      perform pgmatch.check_scan(pgmatch_match_count, pgmatch_ef_search, pgmatch_probes, pgmatch_candidates);
    end if;$text$ end,
      'filtered', string_agg(
        format(
          E'\n        and (pgmatch_filter_%1$s is null or (%2$s))',
          a.place,
          pgmatch.fill_condition(a.condition, 'pgmatch_filter_' || a.place)
        ),
        '' order by a.place
      ) filter (where a.role = 'filter' and a.condition is not null),
      'filter', string_agg(
        case
          when a.condition is null then format(
            E'\n      pgmatch.filter_condition(pgmatch_filter_%s, %L),', a.place, format('s.%I', search.metadata)
          )
          else format(
            E'\n      case when pgmatch_filter_%1$s is not null then format(%2$L, pgmatch_filter_%1$s) end,',
            a.place,
            '(' || pgmatch.fill_condition(
              replace(a.condition, '%', '%%'), '(%1$L::' || replace(a.type, '%', '%%') || ')'
            ) || ')'
          )
        end,
        '' order by a.place
      ) filter (where a.role = 'filter')
    )
    from pgmatch.search_arguments(search) as a
  ) || (
    select jsonb_build_object('variables', string_agg(E'\n  ' || v.declaration, '' order by v.place))
    from pgmatch.search_variables(search) as v
  ) || (
    select jsonb_build_object(
      -- a character has at most 4 bytes, so those of a long text need not be counted
      'conditions', concat(' and ' || l.always, E'\n          and (pgmatch_min_content_length is null or ' || format(
        'octet_length(s.' || t.content || '::text) / 4 >= %1$s or ' || l.length, 'pgmatch_min_content_length'
      ) || ')'),
      'always', coalesce(quote_literal(l.always), 'null'),
      'late', coalesce(
        'case when pgmatch_min_content_length is not null then format(' || quote_literal(l.length)
        || ', pgmatch_min_content_length) end',
        'null'
      )
    )
    from (
      select
        case
          when search.contract = 'langchain' then 's.metadata is not null'
          -- in a line, a row without content is not found
          when search.contract <> 'supabase' then format('s.%I is not null', search.content)
        end as always,
        -- counting bytes first spares reading long texts
        'octet_length(s.{content}::text) >= %1$s and length(s.{content}::text) >= %1$s' as template,
        replace(quote_ident(search.content), '%', '%%') as content
    ) as t
    cross join lateral (select t.always, replace(t.template, '{content}', t.content) as length) as l (always, length)
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
