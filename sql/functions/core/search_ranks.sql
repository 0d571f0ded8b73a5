-- search_ranks: the columns with which the result of a made function ends: similarity, or what a hybrid search found.
create or replace function pgmatch.search_ranks(search pgmatch.search_function)
returns table (place integer, name text, type text)
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select r.place, r.name, r.type
  from (
    values
      (1, 'similarity', 'double precision', false),
      (2, 'score', 'double precision', true),
      (3, 'full_text_rank', 'bigint', true),
      (4, 'semantic_rank', 'bigint', true)
  ) as r (place, name, type, is_hybrid)
  where search.scored and r.is_hybrid = (search.words is not null)
$$;

comment on function pgmatch.search_ranks is
  'The columns with which the result of a made function ends: similarity, or what a hybrid search found.';

select pgmatch.register('core', 'function', 'pgmatch.search_ranks');
