-- default_ef_search: the ef_search of an HNSW index that has not been tuned.
--
-- Measured with 400 questions about 10,000 rows in 200 tight clusters whose centers are nearly orthogonal, after rows
-- had been deleted and inserted. pgvector's default, 40, gave a recall of 0.985, and 5 questions found none of their
-- true rows; 60 gave 0.995 and 2; 80 and 100 gave 0.9998 and none. Other data of this kind was worse: 0.977 and 9 with
-- 40, 0.9997 and none with 100. A scan with 100 takes about twice as long as one with 40.
create or replace function pgmatch.default_ef_search()
returns integer
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select 100
$$;

comment on function pgmatch.default_ef_search is
  'The ef_search of an HNSW index that has not been tuned.';

select pgmatch.register('core', 'function', 'pgmatch.default_ef_search', 'execute', 'execute');
