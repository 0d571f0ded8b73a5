-- text_matches: the keys of the rows that contain the words of a question, best first.
--
-- no_key    null in the type of the key: null::bigint
-- document  the tsvector of a row s, as SQL: a column, or the expression of an index
-- question  as pgmatch.text_query returns it, by the text search configuration of the document
-- late, filter, path
--           conditions on a row s and the search_path on which they are read, as in pgmatch.nearest
--
-- Rows with all terms are first. If they are fewer than match_count, rows with any of the terms follow. Both groups are
-- ordered by ts_rank (how many of the terms, how often, with more weight for headings if the tsvector has weights),
-- then by key. For questions, ts_rank puts the right text higher than ts_rank_cd.
--
-- A very common word must not make the search rank the whole table: it ranks only the first 10,000 rows that the index
-- returns. Rarer words in the question find the others too. Behind a policy, the index cannot be used, because @@ is
-- not leakproof. The search then reads all rows that policy and conditions leave, up to twice.
create or replace function pgmatch.text_matches(
  no_key anyelement,
  target regclass,
  key name,
  document text,
  question tsquery,
  match_count integer,
  late text default null,
  filter text default null,
  path text default null,
  out keys anyarray
)
returns anyarray
language plpgsql
stable
set search_path = pg_catalog, pg_temp
-- the planner does not see how much it costs to read a long tsvector, so it would ignore the index
set enable_seqscan = off
set enable_bitmapscan = on
set jit = off
as $$
declare
  _all_terms constant tsquery := pgmatch.query_terms(question, false);
  _any_term constant tsquery := pgmatch.query_terms(question, true);
  _statement constant text := format(
    'select coalesce(pg_catalog.array_agg(r.key order by r.is_whole desc, r.rank desc, r.key), ''{}'') from ('
    'select c.key, c.document operator(pg_catalog.@@) $2 as is_whole, pg_catalog.ts_rank(c.document, $3) as rank'
    ' from (select s.%I as key, %s as document from %s as s where %s limit 10000) as c'
    ' order by is_whole desc, rank desc, c.key limit %s) as r',
    key,
    document,
    target,
    concat_ws(' and ', document || ' operator(pg_catalog.@@) $1', late, pgmatch.tenant_filter(target), filter),
    match_count
  );
  _terms tsquery;
  _found keys%type;
begin
  keys := '{}';
  if _all_terms is null then
    return;
  end if;
  if pgmatch.has_policies(target) then
    -- the index on words cannot be used; the planner would combine the others, once for each condition
    perform set_config('enable_bitmapscan', 'off', true);
  end if;
  foreach _terms in array array[_all_terms, _any_term] loop
    if path is not null then
      perform set_config('search_path', path, true);
    end if;
    -- ts_rank without exclusions, which it would count as words to find
    execute _statement into _found using _terms, _all_terms, querytree(_any_term)::tsquery;
    perform set_config('search_path', 'pg_catalog, pg_temp', true);
    -- keeps rows with all terms, which the limit on rows with any may leave out
    keys := pg_catalog.array_cat(keys, array(
      select f.key
      from pg_catalog.unnest(_found) with ordinality as f (key, place)
      where f.key <> all(keys)
      order by f.place
    ));
    -- for a single term, both queries are the same
    exit when pg_catalog.cardinality(keys) >= match_count or _any_term = _all_terms;
  end loop;
  keys := keys[:match_count];
end;
$$;

comment on function pgmatch.text_matches is
  'The keys of the rows that contain the words of a question, best first.';

select pgmatch.register('core', 'function', 'pgmatch.text_matches', 'execute', 'execute');
