-- hybrid_statement: the SQL with which pgmatch.hybrid_matches fuses two rankings and cuts the result.
--
-- $1 is the query vector, $2 and $3 are the keys found by words and by meaning, $4 to $6 the weights and rrf_k. $7 is
-- how many rows to look up, $8 the threshold, $9 match_count, and $10 how many of $2 have a code. It returns arrays,
-- best first: keys, scores, ranks by words and by meaning, and similarities, null for a row without an embedding, or
-- with one that has no direction.
create or replace function pgmatch.hybrid_statement(question pgmatch.question, section name[])
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select pgmatch.fill(
    $text$
with found as (
  select f.*, {similarity} as similarity{names}
  from pgmatch.fuse($2, $3, $4, $5, $6, $7, $10) as f
  cross join lateral (
    select nullif(({distance}) + 0::float8, 'NaN') as distance{columns} from {target} as s where s.{key} = f.key limit 1
  ) as s
),
best as (
  select {distinct} f.* from found as f where $8 is null or f.similarity > $8 order by {sections} f.score desc, f.key
),
placed as (
  select b.*, row_number() over (order by b.score desc, b.key) as place from best as b order by place limit $9
)
select
  coalesce(array_agg(p.key order by p.place), '{}'),
  array_agg(p.score order by p.place),
  array_agg(p.full_text_rank order by p.place),
  array_agg(p.semantic_rank order by p.place),
  array_agg(p.similarity order by p.place)
from placed as p
$text$,
    jsonb_build_object(
      'similarity', (pgmatch.metric_sql(question.metric)).similarity,
      'distance', pgmatch.distance(question.target, question.embedding, question.metric),
      'target', question.target::text,
      'key', quote_ident(question.key),
      'columns', string_agg(format(', s.%I as section_%s', c.name, c.place), '' order by c.place),
      'names', string_agg(', s.section_' || c.place, '' order by c.place),
      'distinct', 'distinct on (' || string_agg('f.section_' || c.place, ', ' order by c.place) || ')',
      'sections', string_agg('f.section_' || c.place || ',', ' ' order by c.place)
    )
  )
  from unnest(section) with ordinality as c (name, place)
$$;

comment on function pgmatch.hybrid_statement is
  'The SQL with which pgmatch.hybrid_matches fuses two rankings and cuts the result.';

select pgmatch.register('core', 'function', 'pgmatch.hybrid_statement', 'execute', 'execute');
