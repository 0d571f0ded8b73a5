-- fuse: one ranking of the rows that two searches have found, best first: reciprocal rank fusion.
--
-- words, meaning  the keys that each search found, best first; null for a search that was left out
-- codes           how many of the words' keys have a code of the question, see pgmatch.text_matches
--
-- Score is the sum of weight / (rrf_k + rank) over the searches that found the row: it uses ranks, because similarities
-- and text ranks have no common scale. The words count twice for a row with a code, so that it comes first even if its
-- meaning is far from the question's. Ranks count from 1; null if that search did not find the row. Equal scores are
-- in the order of their keys.
create or replace function pgmatch.fuse(
  words anyarray,
  meaning anyarray,
  full_text_weight double precision,
  semantic_weight double precision,
  rrf_k integer,
  match_count integer,
  codes bigint default 0
)
returns table (key anyelement, score double precision, full_text_rank bigint, semantic_rank bigint)
language plpgsql
immutable
rows 10
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select
    coalesce(w.key, m.key),
    coalesce(full_text_weight / (rrf_k + w.place) * case when w.place <= codes then 2 else 1 end, 0)
      + coalesce(semantic_weight / (rrf_k + m.place), 0),
    w.place,
    m.place
  from unnest(words) with ordinality as w (key, place)
  full join unnest(meaning) with ordinality as m (key, place) on m.key = w.key
  order by 2 desc, 1
  limit match_count;
end;
$$;

comment on function pgmatch.fuse is
  'One ranking of the rows that two searches have found, best first: reciprocal rank fusion.';

select pgmatch.register('core', 'function', 'pgmatch.fuse', 'execute', 'execute');
