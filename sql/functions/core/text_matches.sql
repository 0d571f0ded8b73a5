-- text_matches: the keys of the rows that contain the words of a question, best first.
--
-- no_key    null in the type of the key: null::bigint
-- document  the tsvector of a row s, as SQL: a column, or the expression of an index
-- config    the text search configuration that made it
-- late, filter, path
--           conditions on a row s and the search_path on which they are read, as in pgmatch.nearest
--
-- Rows with all terms are first. If they are fewer than match_count, rows with any of the terms follow. Both groups are
-- ordered by ts_rank (how many of the terms, how often), then by key. A very common word must not make the search rank
-- the whole table: it ranks only the first 10,000 rows that the index returns. Rarer words in the question find the
-- others too. Behind a policy, the index cannot be used, because @@ is not leakproof.
create or replace function pgmatch.text_matches(
  no_key anyelement,
  target regclass,
  key name,
  document text,
  config regconfig,
  query_text text,
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
-- the planner does not see how much it costs to read a long text, so it would ignore the index
set enable_seqscan = off
set jit = off
-- suppresses the notice for a question that has only stop words
set client_min_messages = warning
as $$
declare
  -- parsing a long phrase can exhaust the stack; two dashes begin an option, as in --help, not an exclusion
  _query constant tsquery :=
    websearch_to_tsquery(config, regexp_replace(left(query_text, 2000), E'(^|\\s)--+', ' ', 'g'));
  _all_terms constant tsquery := pgmatch.query_terms(_query, false);
  _any_term constant tsquery := pgmatch.query_terms(_query, true);
  _statement constant text := format(
    'select coalesce(pg_catalog.array_agg(r.key order by r.place), ''{}'') from ('
    'select c.key, row_number() over (order by c.document @@ $2 desc, ts_rank(c.document, $3) desc, c.key) as place'
    ' from (select s.%I as key, %s as document from %s as s where %s limit 10000) as c order by place limit %s) as r',
    key,
    document,
    target,
    concat_ws(' and ', document || ' @@ $1', late, filter),
    match_count
  );
  _terms tsquery;
  _found keys%type;
begin
  keys := '{}';
  if _all_terms is null then
    return;
  end if;
  if path is not null then
    perform set_config('search_path', path, true);
  end if;
  foreach _terms in array array[_all_terms, _any_term] loop
    -- ts_rank without exclusions, which it would count as words to find
    execute _statement into _found using _terms, _all_terms, querytree(_any_term)::tsquery;
    -- keeps rows with all terms, which the limit on rows with any may leave out
    keys := keys || array(
      select f.key from unnest(_found) with ordinality as f (key, place) where f.key <> all(keys) order by f.place
    );
    -- for a single term, both queries are the same
    exit when cardinality(keys) >= match_count or _any_term = _all_terms;
  end loop;
  keys := keys[:match_count];
end;
$$;

comment on function pgmatch.text_matches is
  'The keys of the rows that contain the words of a question, best first.';

select pgmatch.register('core', 'function', 'pgmatch.text_matches', 'execute', 'execute');
