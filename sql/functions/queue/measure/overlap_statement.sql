-- overlap_statement: the SQL of pgmatch.measure_overlap: of each row to search for, how many answers are in common.
--
-- $1 is how many rows to search for, and $2 how many answers each search has.
create or replace function pgmatch.overlap_statement(change pgmatch.model_change)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format(
    'select array_agg(n.shared) from ('
    ' select s.%2$I as key, s.%3$I::%4$s.vector as one, s.%5$I::%4$s.vector as other from %1$s as s'
    ' where %6$s(s.%3$I) > 0::float8 and %7$s(s.%5$I) > 0::float8'
    ' order by hashtextextended(s.%2$I::text, 0) limit $1'
    ') as q'
    ' cross join lateral pgmatch.nearest(null::%8$s, %1$L::regclass, %3$L, %2$L, %9$L, q.one, $2 + 1) as a'
    ' cross join lateral pgmatch.nearest(null::%8$s, %1$L::regclass, %5$L, %2$L, %10$L, q.other, $2 + 1) as b'
    ' cross join lateral (select count(*) as shared from'
    ' (select x.key from unnest(a.keys) with ordinality as x (key, place) where x.key::text <> q.key::text'
    '  order by x.place limit $2) as f'
    ' inner join (select y.key from unnest(b.keys) with ordinality as y (key, place) where y.key::text <> q.key::text'
    '  order by y.place limit $2) as g on f.key::text = g.key::text) as n',
    change.target,
    s.key,
    change.embedding,
    e.extnamespace::regnamespace,
    change.second,
    pgmatch.norm_of(change.target, change.embedding),
    pgmatch.norm_of(change.target, change.second),
    format_type(a.atttypid, a.atttypmod),
    s.metric,
    change.metric
  )
  from pgmatch.search as s
  inner join pg_attribute as a on a.attrelid = s.target and a.attname = s.key
  cross join pg_extension as e
  where s.target = change.target and s.embedding = change.embedding and e.extname = 'vector'
$$;

comment on function pgmatch.overlap_statement is
  'The SQL of pgmatch.measure_overlap: of each row to search for, how many answers are in common.';

revoke all on function pgmatch.overlap_statement from public;
