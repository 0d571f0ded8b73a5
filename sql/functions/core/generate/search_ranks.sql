-- search_ranks: the columns with which the result of a made function ends: what a hybrid search found, and similarity.
create or replace function pgmatch.search_ranks(search pgmatch.search_function)
returns table (place integer, name text, type text)
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select r.place, r.name, r.type
  from (
    values
      (1, 'score', 'double precision', true),
      (2, 'full_text_rank', 'bigint', true),
      (3, 'semantic_rank', 'bigint', true),
      (4, 'similarity', 'double precision', null)
  ) as r (place, name, type, is_hybrid)
  where search.scored and coalesce(r.is_hybrid = (search.words is not null), true)
$$;

comment on function pgmatch.search_ranks is
  'The columns with which the result of a made function ends: what a hybrid search found, and similarity.';

select pgmatch.register('core', 'function', 'pgmatch.search_ranks');
