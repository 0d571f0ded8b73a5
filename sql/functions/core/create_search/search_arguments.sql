-- search_arguments: the arguments of a made function, in order.
--
-- role       what an argument says: query, match_count, match_threshold, min_content_length, filter, ef_search, probes,
--            candidates; in a hybrid search query_text, full_text_weight, semantic_weight and rrf_k; one_per_section if
--            there are sections; in a line few, see pgmatch.nearest
-- preset     its default, as SQL; null for none
-- condition  of a filter, with $ for its value; null for the filter on metadata, see pgmatch.filter_condition
--
-- search.arguments fixes names and order, without defaults; a name there that pgmatch does not know is the query's.
create or replace function pgmatch.search_arguments(search pgmatch.search_function)
returns table (place bigint, role text, name text, type text, preset text, condition text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with offered as (
    select k.place, k.role, k.role as name, k.type, k.preset, null as condition
    from (
      values
        (0, 'query_text', 'text', null, true),
        (2, 'match_count', 'integer', '10', null),
        (3, 'full_text_weight', 'double precision', '1', true),
        (4, 'semantic_weight', 'double precision', '1', true),
        (5, 'rrf_k', 'integer', '50', true),
        (6, 'match_threshold', 'double precision', 'null', null),
        (7, 'min_content_length', 'integer', 'null', null),
        (1000001, 'one_per_section', 'boolean', 'false', null),
        (1000002, 'ef_search', 'integer', 'null', null),
        (1000003, 'probes', 'integer', 'null', null),
        (1000004, 'candidates', 'integer', 'null', null),
        (1000005, 'few', 'boolean', 'null', null)
    ) as k (place, role, type, preset, is_hybrid)
    where (k.role <> 'min_content_length' or search.content is not null)
      and (k.role <> 'one_per_section' or search.section is not null)
      and (k.role <> 'few' or search.contract not in ('langchain', 'supabase'))
      and coalesce(k.is_hybrid = (search.words is not null), true)
    union all
    select 1, 'query', 'query_embedding', format('%s.vector', e.extnamespace::regnamespace), null, null
    from pg_extension as e
    where e.extname = 'vector'
    union all
    select
      7 + f.place,
      'filter',
      a.name,
      pgmatch.search_type(a.type, pgmatch.search_path(search)),
      'null',
      f.pair ->> 1
    from jsonb_array_elements(search.filters) with ordinality as f (pair, place)
    cross join lateral pgmatch.split_name(f.pair ->> 0) as a
    union all
    select 1000000, 'filter', 'filter', 'jsonb', 'null', null where search.metadata is not null
  )

  select
    a.place,
    coalesce(o.role, 'query'),
    a.name,
    coalesce(o.type, (select q.type from offered as q where q.role = 'query')),
    case
      when search.arguments is null then o.preset
      when search.contract = 'langchain' and o.role = 'filter' then '''{}'''
      when search.contract = 'langchain' and o.role = 'match_count' then 'null'
      when search.contract = 'supabase' and o.role in ('full_text_weight', 'semantic_weight', 'rrf_k') then o.preset
    end,
    o.condition
  from unnest(
    coalesce(search.arguments, array(select o.name from offered as o order by o.place))
  ) with ordinality as a (name, place)
  left join offered as o on o.name = a.name
  order by a.place
$$;

comment on function pgmatch.search_arguments is
  'The arguments of a made function, in order, with what each says.';

select pgmatch.register('core', 'function', 'pgmatch.search_arguments');
