-- text_statement: the SQL with which pgmatch.text_matches ranks the rows that contain words of a question.
--
-- condition  on a row s, see pgmatch.text_matches; empty for none
-- most       how many rows are ranked
--
-- It returns the keys, best first, the number of rows that were ranked, for each term the number of those that contain
-- it, and how many of the keys come first because of a code. $1 says which rows to rank; $2 is the query with all
-- terms, $3 the number of rows in the table, and $4 the numbers of rows with each term that were found before, null for
-- none. Names are qualified, except in the conditions.
--
-- A term weighs ln(1 + rows / rows with the term), as in inverse document frequency: a rare word says more than a
-- common one. The rows are counted as they are ranked, so this holds for the rows that the caller may read, it needs no
-- statistics, which roles under a policy cannot see, and it is exact unless there are more rows than are ranked.
--
-- A code is a term of three or more characters with a digit in it, such as 40P01. Whoever asks for one wants the rows
-- that have it, so they come first if there are at most 20. With whole_first, codes are words as any others.
create or replace function pgmatch.text_statement(
  target regclass,
  key name,
  document text,
  terms tsquery[],
  condition text,
  most integer,
  match_count integer,
  whole_first boolean
)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select pgmatch.fill(
    $text$
with candidate as materialized (
  select c.key, {is_whole} as is_whole, {ranks}
  from (select s.{key} as key, {document} as document from {target} as s where {condition} limit {most}) as c
),
counted as (select count(*) as ranked, array[{counts}] as counts from candidate as c),
weighed as materialized (select {weights} from counted as n),
ranked as (
  select c.key, c.is_whole, {has_code} as has_code, {rank} as rank from candidate as c cross join weighed as w
  order by is_whole desc, has_code desc, rank desc, c.key limit {match_count}
)
select
  coalesce(
    (select pg_catalog.array_agg(r.key order by r.is_whole desc, r.has_code desc, r.rank desc, r.key) from ranked as r),
    '{}'
  ),
  n.ranked, n.counts, (select count(*) from ranked as r where r.has_code)
from counted as n
$text$,
    jsonb_build_object(
      'key', quote_ident(key),
      'document', document,
      'target', target::text,
      'condition', concat_ws(' and ', document || ' operator(pg_catalog.@@) $1', nullif(condition, '')),
      'most', most,
      'match_count', match_count,
      'is_whole', case
        when whole_first then 'coalesce(c.document operator(pg_catalog.@@) $2, false)'
        else 'false'
      end,
      'ranks', string_agg(format(p.rank, t.term) || ' as rank_' || t.place, ', ' order by t.place),
      'counts', string_agg(
        format('greatest(count(*) filter (where c.rank_%1$s > 0::real), $4[%1$s], 1)', t.place),
        ', ' order by t.place
      ),
      'weights', string_agg(
        format(
          'pg_catalog.ln(1::float8 + coalesce($3, 1) / n.counts[%1$s]::float8) as weight_%1$s,'
          ' n.counts[%1$s] <= 20 as is_rare_%1$s',
          t.place
        ),
        ', ' order by t.place
      ),
      'has_code', coalesce(
        string_agg(format('c.rank_%1$s > 0::real and w.is_rare_%1$s', t.place), ' or ' order by t.place)
          filter (where t.term::text ~ E'\'(?=[^ \']{3,}\')[^ \']*[0-9]' and not whole_first),
        'false'
      ),
      'rank', string_agg(format('c.rank_%1$s::float8 * w.weight_%1$s', t.place), ' + ' order by t.place)
    )
  )
  from unnest(terms) with ordinality as t (term, place)
  cross join lateral (
    select case
      -- ts_rank does not tell whether the words of a phrase are next to each other
      when t.term::text like '%<%' then
        'case when c.document operator(pg_catalog.@@) %1$L::pg_catalog.tsquery'
        ' then pg_catalog.ts_rank(c.document, %1$L::pg_catalog.tsquery) else 0::real end'
      else 'pg_catalog.ts_rank(c.document, %1$L::pg_catalog.tsquery)'
    end
  ) as p (rank)
$$;

comment on function pgmatch.text_statement is
  'The SQL with which pgmatch.text_matches ranks the rows that contain words of a question.';

select pgmatch.register('core', 'function', 'pgmatch.text_statement', 'execute', 'execute');
