-- search_variables: the declarations that give each argument of a made function a name that no column has.
--
-- What a contract has no argument for is null. In LangChain's contract, an empty filter is none. In the one of
-- Supabase's that has no similarity, at most 200 rows are returned.
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
      when r.role = 'match_count' and search.contract = 'supabase' and not search.scored
        then format('pgmatch_match_count constant integer := least(%I, 200);', a.name)
      else format('pgmatch_%s alias for %I;', r.role, a.name)
    end
  from (
    values
      (1, 'query', null),
      (2, 'match_count', 'integer'),
      (3, 'match_threshold', 'double precision'),
      (4, 'min_content_length', 'integer'),
      (5, 'ef_search', 'integer'),
      (6, 'probes', 'integer'),
      (7, 'candidates', 'integer')
  ) as r (place, role, type)
  left join pgmatch.search_arguments(search) as a on a.role = r.role
  union all
  select
    7 + a.place,
    case search.contract
      when 'langchain' then format('pgmatch_filter_%s constant %s := nullif(%I, ''{}'');', a.place, a.type, a.name)
      else format('pgmatch_filter_%s alias for %I;', a.place, a.name)
    end
  from pgmatch.search_arguments(search) as a
  where a.role = 'filter'
$$;

comment on function pgmatch.search_variables(pgmatch.search_function) is
  'The declarations that give each argument of a made function a name that no column has.';

select pgmatch.register('nods', 'function', 'pgmatch.search_variables(pgmatch.search_function)');
