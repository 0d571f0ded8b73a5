-- text_matches: the keys of the rows that contain words of a question, best first.
--
-- no_key    null in the type of the key: null::bigint
-- document  the tsvector of a row s, as SQL: a column, or the expression of an index
-- question  as pgmatch.text_query returns it, by the text search configuration of the document
-- late, filter, path
--           conditions on a row s and the search_path on which they are read, as in pgmatch.nearest
-- whole_first
--           whether rows with all terms come before the others
-- codes     how many of the keys come first because they have a code that few rows have, see pgmatch.text_statement
--
-- Then rows are ordered by the sum of idf * ts_rank over the terms, then by key. ts_rank counts
-- how often a term occurs, with more weight for headings if the tsvector has weights. For questions, it puts the right
-- text higher than ts_rank_cd.
--
-- A very common word must not make the search rank the whole table. If match_count rows have all terms, it ranks only
-- these. Otherwise, it ranks those with any of the terms, but only the first 10,000 that the index returns. If more
-- match, it then ranks the rows that have a rarer term or all terms, which come first.
--
-- Behind a policy, the index cannot be used, because @@ is not leakproof. The search then reads all rows that policy
-- and conditions leave, up to four times.
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
  whole_first boolean default false,
  out keys anyarray,
  out codes bigint
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
-- the planner does not see how much it costs to read a long tsvector, so it would ignore the index
set enable_seqscan = off
set enable_bitmapscan = on
set jit = off
as $$
declare
  _most constant integer := 10000;
  _condition constant text := nullif(concat_ws(' and ', pgmatch.tenant_filter(target), filter), '');
  _terms tsquery[];
  _excluded tsquery;
  _all_terms tsquery;
  _sought tsquery[];
  _query tsquery;
  _rows double precision;
  _statement text;
  _found keys%type;
  _ranked bigint;
  _counts bigint[];
begin
  keys := '{}';
  codes := 0;
  select q.terms, q.excluded, q.all_terms into _terms, _excluded, _all_terms from pgmatch.query_terms(question) as q;
  if _terms is null then
    return;
  end if;
  _rows := case when cardinality(_terms) > 1 then pgmatch.searched_rows(target, _condition, path) end;
  if pgmatch.has_policies(target) then
    -- the index on words cannot be used; the planner would combine the others, once for each condition
    perform set_config('enable_bitmapscan', 'off', true);
  end if;
  _statement := pgmatch.text_statement(
    target, key, document, _terms, concat_ws(' and ', late, _condition), _most, match_count, whole_first
  );
  for _round in 1..3 loop
    _sought := array_remove(case _round
      -- an exclusion that is only an alternative lets rows without any of the terms pass
      when 1 then array[coalesce(_all_terms && case
        when _excluded is not null then array_to_string(_terms, ' | ')::tsquery
      end, _all_terms)]
      when 2 then _terms
      -- of the rows with one of these, no more than half of _most are to be expected
      else array(
        select r.term
        from (
          select t.term, sum(t.count) over (order by t.count, t.place) as total
          from unnest(_terms, _counts) with ordinality as t (term, count, place)
        ) as r
        where r.total * greatest(_rows, 10 * _most) <= _most::double precision ^ 2
      ) || _all_terms
    end, null);
    continue when cardinality(_sought) = 0 or _round = 1 and cardinality(_terms) = 1;
    _query := array_to_string(_sought, ' | ')::tsquery;
    if path is not null then
      perform set_config('search_path', path, true);
    end if;
    execute _statement into _found, _ranked, _counts, codes
    using coalesce(_query && _excluded, _query), _all_terms, _rows, _counts;
    perform set_config('search_path', 'pg_catalog, pg_temp', true);
    keys := pg_catalog.array_cat(_found, array(
      select f.key
      from pg_catalog.unnest(keys) with ordinality as f (key, place)
      where f.key <> all(_found)
      order by f.place
    ));
    exit when _round = 1 and _ranked >= match_count
      or _round = 2 and (_ranked < _most or cardinality(_terms) = 1);
  end loop;
  keys := keys[:match_count];
end;
$$;

comment on function pgmatch.text_matches is
  'The keys of the rows that contain words of a question, best first.';

select pgmatch.register('core', 'function', 'pgmatch.text_matches', 'execute', 'execute');
