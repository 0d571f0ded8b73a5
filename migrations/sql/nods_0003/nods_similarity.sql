-- nods_similarity: the similarity that a distance stands for; higher is nearer.
--
-- ip      the inner product, -infinity to infinity; -1 to 1 for vectors of length 1
-- cosine  1 - distance, -1 to 1
-- l2      1 / (1 + distance), above 0 to 1
create or replace function pgmatch.nods_similarity(distance double precision, metric text)
returns double precision
language sql
immutable
strict
parallel safe
set search_path from current
as $$
  select case metric
    when 'ip' then 0 - distance
    when 'cosine' then 1 - distance
    when 'l2' then 1 / (1 + distance)
  end
$$;

comment on function pgmatch.nods_similarity(double precision, text) is
  'Similarity (higher is nearer) of a distance under ip, cosine or l2.';

select pgmatch.register(
  'nods', 'function', 'pgmatch.nods_similarity(double precision, text)', 'execute', 'execute'
);
