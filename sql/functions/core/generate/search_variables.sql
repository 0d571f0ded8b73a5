-- search_variables: the declarations that give each argument of a made function a name that no column has.
--
-- What a contract has no argument for is null. In LangChain's contract, an empty filter is none. In the one of
-- Supabase's that has no similarity, at most 200 rows are returned, and 30 of a hybrid search.
create or replace function pgmatch.search_variables(search pgmatch.search_function)
returns table (place bigint, declaration text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    r.place,
    case
      when a.name is null then format('pgmatch_%s constant %s := null;', r.role, r.type)
      when r.role = 'match_count' and search.contract = 'supabase' and not search.scored then format(
        'pgmatch_match_count constant integer := least(%I, %s);',
        a.name,
        case when search.words is null then 200 else 30 end
      )
      else format('pgmatch_%s alias for %I;', r.role, a.name)
    end
  from (
    values
      (1, 'query', null, null),
      (2, 'match_count', 'integer', null),
      (3, 'match_threshold', 'double precision', null),
      (4, 'min_content_length', 'integer', null),
      (5, 'ef_search', 'integer', null),
      (6, 'probes', 'integer', null),
      (7, 'candidates', 'integer', null),
      (8, 'query_text', null, true),
      (9, 'full_text_weight', null, true),
      (10, 'semantic_weight', null, true),
      (11, 'rrf_k', null, true),
      (12, 'few', 'boolean', false),
      (13, 'one_per_section', 'boolean', null)
  ) as r (place, role, type, is_hybrid)
  left join pgmatch.search_arguments(search) as a on a.role = r.role
  where coalesce(r.is_hybrid = (search.words is not null), true)
    and (r.role <> 'one_per_section' or search.section is not null)
  union all
  select
    13 + a.place,
    case search.contract
      when 'langchain' then format('pgmatch_filter_%s constant %s := nullif(%I, ''{}'');', a.place, a.type, a.name)
      else format('pgmatch_filter_%s alias for %I;', a.place, a.name)
    end
  from pgmatch.search_arguments(search) as a
  where a.role = 'filter'
$$;

comment on function pgmatch.search_variables is
  'The declarations that give each argument of a made function a name that no column has.';

select pgmatch.register('core', 'function', 'pgmatch.search_variables');
