-- best_pairs: the `most` most similar of some pairs, the most similar first and equal ones in the order of their keys.
create or replace function pgmatch.best_pairs(
  some_keys anyarray,
  some_other_keys anyarray,
  some_similarities double precision[],
  most integer,
  out keys anyarray,
  out other_keys anyarray,
  out similarities double precision[]
)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select
    coalesce(array_agg(b.key order by b.similarity desc, b.key, b.other_key), '{}'),
    coalesce(array_agg(b.other_key order by b.similarity desc, b.key, b.other_key), '{}'),
    coalesce(array_agg(b.similarity order by b.similarity desc, b.key, b.other_key), '{}')
  from (
    select u.key, u.other_key, u.similarity
    from unnest(some_keys, some_other_keys, some_similarities) as u (key, other_key, similarity)
    order by u.similarity desc, u.key, u.other_key
    limit most
  ) as b
$$;

comment on function pgmatch.best_pairs is
  'The most similar of some pairs, the most similar first.';

select pgmatch.register('core', 'function', 'pgmatch.best_pairs', null, 'execute');
